/* SPDX-License-Identifier: Apache-2.0 */
/** contract.h: one function a point, named after its model file. */
#pragma once

#include "base/model.h"

/** 0 <= discount <= gross in the gross amount's currency; lines, when given, add up to it. */
bool discount_calculation_contract(int method, const void *input, const void *output,
                                   struct arena *arena, struct text *problem);
