import { z } from '@hono/zod-openapi';

/** Which events' pages a caller gives up by removing the wallet that publishes them. */
export const acceptedQuery = z.object({
	accepting: z
		.string()
		.regex(/^(\d{1,10}(,\d{1,10})*)?$/)
		.max(2000)
		.optional()
		.openapi({ description: 'numbers of running events, with commas between', example: '3,7' }),
});

export const acceptedIn = ({ accepting }: z.infer<typeof acceptedQuery>): number[] =>
	accepting ? accepting.split(',').map(Number) : [];
