// The same for Node with onoff.
//
//   edges_onoff.js LABEL OFFSET STAMPS FOLDER [busy]    onoff is in FOLDER
//
// It reads pins in sysfs, where the kernel tells no times: an edge is as late as
// the world's write was, whose times are in STAMPS.
//
// SPDX-License-Identifier: MIT
'use strict';

const fs = require('fs');
const [label, offset, stamps, folder, busy] = process.argv.slice(2);
const ROOT = '/sys/class/gpio/';

function find(fail) {
    if (!fs.existsSync(ROOT + 'export')) {
        fail('the kernel has no pins in sysfs');
    }
    for (const chip of fs.readdirSync(ROOT)) {
        if (chip.startsWith('gpiochip') && fs.readFileSync(ROOT + chip + '/label', 'utf8').trim() === label) {
            return Number(fs.readFileSync(ROOT + chip + '/base', 'utf8')) + Number(offset);
        }
    }
    return fail('the chip ' + label + ' is not in sysfs');
}

function load(fail) {
    try {
        return require(folder + '/onoff').Gpio;
    } catch (error) {
        return fail(error.message.split('\n')[0]);
    }
}

function fail(reason) {
    console.log('absent: ' + reason);
    process.exit();
}

const Gpio = load(fail);
const times = [];
const pin = new Gpio(find(fail), 'in', 'both');
pin.watch(() => times.push(process.hrtime.bigint()));
console.log('ready');

function tell() {
    const text = fs.readFileSync(stamps, 'utf8').trim().split('\n');
    const written = text.map(BigInt);
    // With one missed, which write it was is not known: the latest before it.
    let last = -1;
    const late = times.map((time, i) => {
        while (last + 1 < written.length && written[last + 1] <= time) {
            last++;
        }
        return Number(time - written[times.length === written.length ? i : last]);
    }).sort((a, b) => a - b);
    const at = share => late[Math.floor((late.length - 1) * share)] || 0;
    console.log([late.length, 0, at(0.5), at(0.99), at(1)].join(' '));
    process.stdin.once('data', () => {
        pin.unexport();
        process.exit();
    });
}

process.stdin.once('data', tell);

// Nothing comes in between in JavaScript, so it has to let others in by itself.
function compute() {
    for (let n = 0; n < 100000; n++) {
        sum += n;
    }
    setImmediate(compute);
}

let sum = 0;
if (busy) {
    compute();
}
