/*
 * control_topic - what a client of the control protocol may subscribe to
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_NET_CONTROL_TOPIC_H
#define TOC_NET_CONTROL_TOPIC_H

#include <stdint.h>

// The bit of a topic (enum toc_control_topic), 0 for a name that is none.
uint32_t toc__control_topic(const char *name);

const char *toc__control_topic_name(uint32_t topic);

#endif
