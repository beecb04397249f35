// SPDX-License-Identifier: Apache-2.0

// What the load client needs of Linux and Swift's Glibc module does not have.

#ifndef LOAD_SYSTEM_H
#define LOAD_SYSTEM_H

#include <sys/epoll.h>

/// Keeps the calling thread on one core; 0 when that worked.
int cordboard_pin_to_core(int core);

#endif
