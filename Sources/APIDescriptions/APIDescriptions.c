// SPDX-License-Identifier: Apache-2.0

#include "APIDescriptions.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char openapi[] = {
#embed "../../docs/openapi.yaml"
  , 0
};

static const unsigned char asyncapi[] = {
#embed "../../docs/asyncapi.yaml"
  , 0
};

const unsigned char *cordboard_openapi(void) { return openapi; }

const unsigned char *cordboard_asyncapi(void) { return asyncapi; }
