/*
 * version - the one place that says which Tocsin this is
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_VERSION_H
#define TOC_VERSION_H

#define TOCSIN_VERSION "0.1.0"

#endif
