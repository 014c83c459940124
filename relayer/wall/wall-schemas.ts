import { z } from '@hono/zod-openapi';
import { unitsOf } from '#shared/text.ts';
import { wallNameRule, wallTextRule } from '#shared/wall-words.ts';
import { type WallPostRow, wallHiddenFor, wallPolicies, wallStates } from '../models/wall.ts';
import { ticketIdText } from '../passes/pass-schemas.ts';
import { wallDecisions } from './moderate.ts';
import { type WallMode, wallModes } from './wall-of-event.ts';

const time = z.string().openapi({ format: 'date-time' });
/** As typed; rules count what is left of it. */
const typed = {
	text: z.string().max(unitsOf(wallTextRule) * 2),
	name: z.string().max(unitsOf(wallNameRule) * 2),
};
const mode = z
	.enum(wallModes)
	.openapi({ description: 'over: the event is cancelled, or ended 12 hours ago' });

export const newPostSchema = z
	.strictObject({
		text: typed.text.openapi({ description: `at most ${wallTextRule.most} characters as people see them` }),
		name: typed.name.default('').openapi({ description: 'a first name to show; empty: none' }),
		agreed: z
			.literal(true)
			.openapi({ description: 'the writer agrees that it is shown on a screen at the event' }),
	})
	.openapi('NewWallPost');

export const newWalletPostSchema = newPostSchema
	.extend({ ticket: ticketIdText })
	.openapi('NewWallPostOfWallet');

export const wallSchema = z
	.object({
		event: z.string(),
		no: z.int(),
		name: z.string(),
		mode,
		posts: z
			.array(z.object({ id: z.string(), text: z.string(), name: z.string().nullable() }))
			.openapi({ description: 'approved ones, the newest first; none unless the wall is on' }),
	})
	.openapi('Wall');
export type WallView = z.infer<typeof wallSchema>;

const ownPostSchema = z.object({
	id: z.string(),
	text: z.string(),
	name: z.string().nullable(),
	state: z.enum(wallStates),
	hiddenFor: z.enum(wallHiddenFor).nullable(),
	createdAt: time,
});

export const ownPostsSchema = z.object({ mode, posts: z.array(ownPostSchema) }).openapi('OwnWallPosts');
export type OwnPostsView = z.infer<typeof ownPostsSchema>;

export const settingsSchema = z
	.strictObject({ policy: z.enum(wallPolicies), paused: z.boolean() })
	.openapi('WallSettings');

export const moderationSchema = z
	.object({
		policy: z.enum(wallPolicies),
		paused: z.boolean(),
		mode,
		counts: z.object({ waiting: z.int(), shown: z.int(), hidden: z.int() }),
		posts: z
			.array(ownPostSchema.extend({ decidedAt: time.nullable() }))
			.openapi({ description: 'at most 200 of each state' }),
		blocked: z.array(z.object({ id: z.string(), name: z.string().nullable(), createdAt: time })),
	})
	.openapi('WallModeration');
export type WallModeration = z.infer<typeof moderationSchema>;

export const decisionSchema = z
	.strictObject({ decision: z.enum(wallDecisions) })
	.openapi('WallDecision', { description: 'block: hides all of the writer, and takes no more from them' });

export const ownPostsView = (mode: WallMode, rows: WallPostRow[]): OwnPostsView => ({
	mode,
	posts: rows.map(({ id, text, name, state, hiddenFor, createdAt }) => ({
		...{ id, text, name, state, hiddenFor },
		createdAt: createdAt.toISOString(),
	})),
});
