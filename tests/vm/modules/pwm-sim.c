// SPDX-License-Identifier: GPL-2.0
/*
 * pwm-sim - a PWM controller of two channels that takes everything
 *
 * What it was told is read in /sys/class/pwm/pwmchipN/pwmM.
 */
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/pwm.h>

static struct platform_device *device;

static int sim_apply(struct pwm_chip *chip, struct pwm_device *pwm,
                     const struct pwm_state *state) {
    return 0;
}

static const struct pwm_ops sim_ops = {
    .apply = sim_apply,
    .owner = THIS_MODULE,
};

static struct pwm_chip sim_chip = {
    .ops = &sim_ops,
    .npwm = 2,
};

static int __init sim_init(void) {
    int err;

    device = platform_device_register_simple("pwm-sim", -1, NULL, 0);
    if (IS_ERR(device))
        return PTR_ERR(device);
    sim_chip.dev = &device->dev;
    err = pwmchip_add(&sim_chip);
    if (err)
        platform_device_unregister(device);
    return err;
}

static void __exit sim_exit(void) {
    pwmchip_remove(&sim_chip);
    platform_device_unregister(device);
}

module_init(sim_init);
module_exit(sim_exit);
MODULE_DESCRIPTION("PWM controller that takes everything");
MODULE_LICENSE("GPL");
