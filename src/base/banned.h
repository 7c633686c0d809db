/* SPDX-License-Identifier: Apache-2.0 */
/**
 * banned.h: functions that do not compile here. Included on the compiler's
 * command line; the file that owns a function says QUOIN_OWNS_<WHAT> first.
 */
#pragma once

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define BANNED(name) sorry_##name##_is_banned

#undef strcpy
#define strcpy BANNED(strcpy)
#undef strcat
#define strcat BANNED(strcat)
#undef strncpy
#define strncpy BANNED(strncpy)
#undef strtok
#define strtok BANNED(strtok)
#undef sprintf
#define sprintf BANNED(sprintf)
#undef vsprintf
#define vsprintf BANNED(vsprintf)
#undef gmtime
#define gmtime BANNED(gmtime)
#undef localtime
#define localtime BANNED(localtime)
#undef rand
#define rand BANNED(rand)
#undef atoi
#define atoi BANNED(atoi)
