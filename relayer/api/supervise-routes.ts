import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { PassaError } from '#shared/errors.ts';
import type { Guarded } from '#shared/service/guard.server.ts';
import { json } from '#shared/service/json-content.server.ts';
import { problems } from '#shared/service/problems.server.ts';
import {
	answerSchema,
	overrideSchema,
	queuedSchema,
	queueSchema,
	ticketHistorySchema,
} from '../gate/gate-schemas.ts';
import { deviceOf } from '../gate/read-device.ts';
import { overrideEntry, undoEntry } from '../gate/supervise.ts';
import { ticketHistory } from '../gate/ticket-history.ts';
import { uploadQueue } from '../gate/upload-queue.ts';
import { eventOfTeam } from '../orders/event-of-team.ts';
import { ticketIdText } from '../passes/pass-schemas.ts';
import { type Deps, guarded } from './api-deps.ts';

const event = z.string().max(60).openapi({ description: 'its number or its contract’s address' });
const security = [{ session: [] }];

const history = createRoute({
	method: 'get',
	path: '/events/{event}/entries/tickets/{ticket}',
	summary: 'A ticket at the gates: its state, its entry and every scan of it',
	security,
	request: { params: z.object({ event, ticket: ticketIdText }) },
	responses: {
		...problems(400, 401, 403, 404, 503),
		200: { description: 'Its scans, the newest first.', ...json(ticketHistorySchema) },
	},
});

const override = createRoute({
	method: 'post',
	path: '/events/{event}/entries',
	summary: 'Admit a person with a ticket that the gate did not, with the reason',
	security,
	request: { params: z.object({ event }), body: { ...json(overrideSchema), required: true } },
	responses: {
		...problems(400, 401, 403, 404, 409, 503),
		200: { description: 'Admitted, or the entry that there was before.', ...json(answerSchema) },
	},
});

const undo = createRoute({
	method: 'post',
	path: '/events/{event}/entries/{nonce}/undo',
	summary: 'Take an entry back, within a minute',
	security,
	request: { params: z.object({ event, nonce: z.uuid() }) },
	responses: { ...problems(400, 401, 403, 404, 409, 503), 204: { description: 'Done.' } },
});

const takeQueue = createRoute({
	method: 'post',
	path: '/events/{event}/gate-devices/{device}/queue',
	summary: 'Record what a device could not upload, from the file that it saved; the codes in it prove it',
	security,
	request: {
		params: z.object({ event, device: z.uuid() }),
		body: { ...json(queueSchema), required: true },
	},
	responses: {
		...problems(400, 401, 403, 404, 409, 503),
		200: { description: 'What became of each.', ...json(queuedSchema) },
	},
});

/** Routes for supervisors of a gate. Each asks for a session that names the event. */
export function superviseRoutes(deps: Deps) {
	const of = async (c: Context<Guarded>, wanted: string) => {
		const found = await eventOfTeam(deps.db, c.get('session'), wanted);
		return { event: found.event.event, person: found.session.by };
	};
	return guarded()
		.openapi(history, async (c) => {
			const { event: wanted, ticket } = c.req.valid('param');
			const { event } = await of(c, wanted);
			return c.json(await ticketHistory(deps, event, BigInt(ticket)), 200);
		})
		.openapi(takeQueue, async (c) => {
			const { event: wanted, device } = c.req.valid('param');
			const { event } = await of(c, wanted);
			const known = await deviceOf(deps, event, device);
			if (!known) throw new PassaError('GATE_UNKNOWN', 'This event has no such device.', { status: 404 });
			const items = await uploadQueue(deps, known, c.req.valid('json').scans);
			return c.json({ items, now: deps.clock.now() }, 200);
		})
		.openapi(override, async (c) => {
			const { event, person } = await of(c, c.req.valid('param').event);
			const { ticket, ...rest } = c.req.valid('json');
			return c.json(await overrideEntry(deps, event, person, { ...rest, ticket: BigInt(ticket) }), 200);
		})
		.openapi(undo, async (c) => {
			const { event, person } = await of(c, c.req.valid('param').event);
			await undoEntry(deps, event, c.req.valid('param').nonce, person);
			return c.body(null, 204);
		});
}
