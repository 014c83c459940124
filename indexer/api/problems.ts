import type { z } from '@hono/zod-openapi';
import { problems as described } from '#shared/service/problems.server.ts';

/** The problems that every read may answer with, for its description. */
export const problems = described(400, 404, 503);

/** What a read answers with: this, or one of them. */
export const answer = <T extends z.ZodType>(schema: T, description: string) => ({
	...problems,
	200: { description, content: { 'application/json': { schema } } },
});
