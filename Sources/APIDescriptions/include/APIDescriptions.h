// SPDX-License-Identifier: Apache-2.0

// The descriptions of the native API in docs/, as they were when this was compiled: Swift has no way to include a file.

#ifndef API_DESCRIPTIONS_H
#define API_DESCRIPTIONS_H

/// The text of docs/openapi.yaml in UTF-8, ended by a zero.
const unsigned char *_Nonnull cordboard_openapi(void);

/// The text of docs/asyncapi.yaml in UTF-8, ended by a zero.
const unsigned char *_Nonnull cordboard_asyncapi(void);

#endif
