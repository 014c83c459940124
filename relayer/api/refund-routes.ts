import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { PassaError } from '#shared/errors.ts';
import type { Permission } from '#shared/roles.ts';
import type { Guarded } from '#shared/service/guard.server.ts';
import { problems } from '#shared/service/problems.server.ts';
import type { EventRow } from '../models/tiers.ts';
import { type FindEventError, findEvent } from '../orders/find-event.ts';
import { refundPlaces, refundProgress } from '../refunds/refund-progress.ts';
import { type Deps, guarded } from './api-deps.ts';
import { json } from './order-routes.ts';

const cents = z.string().openapi({ description: 'cents of KES', example: '250000' });
const eventParam = z.object({
	event: z.string().max(60).openapi({ description: 'its number or its contract’s address' }),
});

const progressSchema = z
	.object({
		event: z.string().openapi({ description: 'its contract: C…' }),
		cancelled: z.boolean(),
		opened: z
			.boolean()
			.openapi({ description: 'of a cancelled event: whether each issued order has its refund already' }),
		refunds: z.record(z.enum(refundPlaces), z.int()).openapi({
			description:
				'proposed: a second person has to agree · waiting: for the chain · needsFunding: the event holds too little · returning: the tickets are void, the shillings on their way · returned · review: a person decides · withdrawn: nothing happened',
		}),
		kes: z.object({ onItsWay: cents, returned: cents }),
		unissued: z.int().openapi({
			description:
				'orders whose money came and that have no tickets: it goes back by itself where the sale is closed',
		}),
	})
	.openapi('RefundProgress');

const progress = createRoute({
	method: 'get',
	path: '/events/{event}/refunds',
	summary: 'How far the refunds of an event’s M-Pesa orders are, for its team and for support',
	security: [{ session: [] }],
	request: { params: eventParam },
	responses: {
		...problems(400, 401, 403, 404, 503),
		200: { description: 'Counts.', ...json(progressSchema) },
	},
});

export type EventRefundsError = FindEventError;

/** Refunds of an event's orders. Answers with EventRefundsError. */
export const refundRoutes = (deps: Deps) =>
	guarded().openapi(progress, async (c) => {
		const event = await eventFor(deps, c, c.req.valid('param').event, 'orders.read');
		return c.json(await refundProgress(deps.db, event), 200);
	});

/**
 * The event, for support, and for a session that names it and has this permission. Every other session gets the same 404
 * as for a missing event.
 */
async function eventFor(
	{ db }: Deps,
	c: Context<Guarded>,
	wanted: string,
	permission: Permission,
): Promise<EventRow> {
	const found = await findEvent(db, wanted);
	const session = c.get('session')!;
	const isTeam = session.may.includes(permission) && session.events?.includes(found.event);
	if (isTeam || isSupport(c)) return found;
	throw new PassaError('EVENT_NOT_FOUND', `There is no event ${wanted} here.`, { status: 404 });
}

function isSupport(c: Context<Guarded>): boolean {
	const { account, by, roles } = c.get('session')!;
	return account === by && roles.some((role) => role === 'support' || role === 'admin');
}
