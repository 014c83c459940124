import { z } from '@hono/zod-openapi';

const bytes32 = z
	.string()
	.regex(/^[0-9a-f]{64}$/)
	.openapi({ description: '32 bytes in hex' });
const whole = z
	.string()
	.regex(/^\d{1,20}$/)
	.openapi({ description: 'points' });

const rootShape = {
	epoch: z.int(),
	root: bytes32,
	ledger: z.int().openapi({ description: 'points were counted from the tickets of this ledger' }),
	rule: z.int().openapi({ description: 'the version of the rule in shared/loyalty' }),
	at: z.string().openapi({ description: 'when it was on chain', format: 'date-time' }),
};

export const ownPointsSchema = z
	.object({
		contract: z.string().openapi({ description: 'the contract of points (C…)' }),
		everySeconds: z.int().openapi({ description: 'between two roots' }),
		root: z.object(rootShape).nullable().openapi({ description: 'the newest on chain; null: none yet' }),
		points: whole.openapi({ description: 'by that root' }),
		earned: z.array(
			z.object({
				event: z.string(),
				eventName: z.string(),
				tickets: z.int(),
				purchase: z.int(),
				attendance: z.int(),
			}),
		),
		hidden: z.boolean().openapi({
			description:
				'a code to a number alone began the session: what was over before it is left out, and proofs with it',
		}),
		leaves: z
			.array(z.object({ member: bytes32, points: whole, proof: z.array(bytes32) }))
			.openapi({ description: 'one for each wallet, number and account; anybody proves them by balance_of' }),
	})
	.openapi('OwnPoints');

export type OwnPoints = z.infer<typeof ownPointsSchema>;

export const publishedRootSchema = z
	.object({
		...rootShape,
		contract: z.string(),
		members: z.int(),
		points: whole.openapi({ description: 'of all members' }),
		leaves: z.array(z.object({ member: bytes32, points: whole })),
	})
	.openapi('PointsRoot');
