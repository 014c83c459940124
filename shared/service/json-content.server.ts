import type { z } from '@hono/zod-openapi';

/** A body of JSON in a route's description. */
export const json = <T extends z.ZodType>(schema: T) => ({ content: { 'application/json': { schema } } });
