// node - Node.js: an event loop that reads a pipe
//
//   node.js LOAD
//
// A main program that never returns would keep its event loop from running, so
// the loads give way after each 10 ms of work, as programs of Node have to.
// Node cannot call C, so it writes the table by hand.
//
// KEEP IN STEP: layout of the table, with bench/outside.h
//
// SPDX-License-Identifier: MIT
'use strict';
const fs = require('fs');
const net = require('net');

const HEADER_BYTES = 64;
const READY = 8;
const SETTLED = 16;
const HANDLED = 24;

const table = fs.openSync(process.env.OUTSIDE_TABLE, 'r+');
const header = Buffer.alloc(HEADER_BYTES);
fs.readSync(table, header, 0, HEADER_BYTES, 0);
const count = header.readUInt32LE(0);
const begun = new BigInt64Array(count);
let handled = 0;

function put(offset, value) {
    const word = Buffer.alloc(4);
    word.writeUInt32LE(value);
    fs.writeSync(table, word, 0, 4, offset);
}

function handler(seq) {
    const now = process.hrtime.bigint();
    if (seq < count) {
        begun[seq] = now;
        handled++;
        return;
    }
    const bytes = Buffer.from(begun.buffer);
    fs.writeSync(table, bytes, 0, bytes.length, HEADER_BYTES + 8 * count);
    put(HANDLED, handled);
    put(SETTLED, 1);
}

let rest = Buffer.alloc(0);
process.stdin.on('data', (chunk) => {
    const data = Buffer.concat([rest, chunk]);
    let at = 0;
    for (; at + 4 <= data.length; at += 4) {
        handler(data.readUInt32LE(at));
    }
    rest = data.subarray(at);
});

function forever(piece) {
    const turn = () => {
        const end = process.hrtime.bigint() + 10000000n;
        do {
            piece();
        } while (process.hrtime.bigint() < end);
        setImmediate(turn);
    };
    setImmediate(turn);
}

let x = 0;
const leaf = (value) => value + 1;

const loads = {
    asleep() {},
    busy() {
        forever(() => {
            for (let i = 0; i < 10000; i++) {
                x = (x + 1) & 0xffff;
            }
        });
    },
    calls() {
        forever(() => {
            for (let i = 0; i < 10000; i++) {
                x = leaf(x) & 0xffff;
            }
        });
    },
    alloc() {
        const live = Array.from({ length: 20000 }, (_, i) => [i]);
        let i = 0;
        forever(() => {
            for (let n = 0; n < 1000; n++) {
                live[i] = [i];
                i = (i + 7) % live.length;
            }
        });
    },
    copies() {
        const data = Buffer.alloc(4 << 20);
        const copy = Buffer.alloc(4 << 20);
        const numbers = Int32Array.from({ length: 20000 }, (_, i) => (i * 1103515245) | 0);
        forever(() => {
            Int32Array.from(numbers).sort();
            data.copy(copy);
        });
    },
    accept() {
        net.createServer().listen(0, '127.0.0.1');
    },
};

put(READY, 1);
loads[process.argv[2]]();
