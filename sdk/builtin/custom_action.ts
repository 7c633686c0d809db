// SPDX-License-Identifier: Apache-2.0
import type { Extend } from '@stripe/extensibility-sdk/extensions';

/** Hands on what it was given. */
export default class BuiltIn implements Extend.Workflows.CustomAction<Record<string, never>> {
  execute(
    request: Extend.Workflows.CustomAction.ExecuteCustomActionRequest,
  ): Extend.Workflows.CustomAction.ExecuteCustomActionResponse {
    return request.customInput ?? {};
  }

  getFormState(
    request: Extend.Workflows.CustomAction.GetFormStateRequest,
  ): Extend.Workflows.CustomAction.GetFormStateResponse {
    return { values: request.values, config: {} };
  }
}
