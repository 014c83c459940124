import { z } from '@hono/zod-openapi';
import { permissions } from '#shared/roles.ts';
import { languages } from '../notify/words.ts';

/** Bodies and answers of the routes of teams and invitations. Times are ISO 8601. */
const time = z.string().openapi({ format: 'date-time' });
const permission = z.enum(permissions);

const rights = {
	permissions: z
		.array(permission)
		.min(1)
		.max(permissions.length)
		.refine((list) => new Set(list).size === list.length, 'names a permission twice'),
	events: z
		.array(z.uuid())
		.min(1)
		.max(200)
		.nullable()
		.openapi({ description: 'ids of drafts, before and after publication; null: all of the account' }),
	until: z.iso
		.datetime({ offset: true })
		.transform((text) => new Date(text))
		.nullable()
		.openapi({ type: 'string', format: 'date-time', description: 'null: no end' }),
};

export const rightsBody = z.strictObject(rights).openapi('Rights');

export const inviteBody = z
	.strictObject({
		to: z.string().min(1).max(1000).openapi({
			description: 'a Kenyan mobile number (07…, 01…, +254…) or an e-mail address',
			example: '0712 345 678',
		}),
		...rights,
		language: z.enum(languages).optional().openapi({ description: 'of the message; unset: English' }),
	})
	.openapi('Invite');

const rightsView = {
	permissions: z.array(permission),
	events: z.array(z.string()).nullable().openapi({ description: 'ids of drafts; null: all' }),
	until: time.nullable(),
};

export const teamSchema = z
	.object({
		account: z.string(),
		kind: z.enum(['person', 'company']),
		name: z.string(),
		wallets: z.array(z.string()),
		members: z.array(
			z.object({
				id: z.string(),
				label: z.string().openapi({ description: 'masked', example: '+2547•••••678' }),
				you: z.boolean(),
				over: z.boolean().openapi({ description: 'their rights have ended' }),
				since: time,
				...rightsView,
			}),
		),
		invitations: z.array(
			z.object({
				id: z.string(),
				to: z.string().openapi({ description: 'masked' }),
				sentAt: time,
				expiresAt: time,
				...rightsView,
			}),
		),
	})
	.openapi('Team');

export const invitationSchema = z
	.object({
		team: z.string(),
		to: z.string().openapi({ description: 'masked' }),
		yours: z.boolean().openapi({ description: 'whether that number or address is the person’s' }),
		expiresAt: time,
		...rightsView,
	})
	.openapi('Invitation');
