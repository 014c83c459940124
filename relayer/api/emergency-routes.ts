import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { nowOf } from '#shared/clock.ts';
import { mostOfEmergencyText } from '#shared/emergency-text.ts';
import type { Guarded } from '#shared/service/guard.server.ts';
import { json } from '#shared/service/json-content.server.ts';
import { problems } from '#shared/service/problems.server.ts';
import {
	assertWrites,
	confirmEmergency,
	emergenciesOf,
	isOpen,
	proposeEmergency,
	withdrawEmergency,
} from '../gate/emergencies.ts';
import { gatesOf } from '../gate/manage-gates.ts';
import { emergencyKinds } from '../models/emergencies.ts';
import { eventOfTeam } from '../orders/event-of-team.ts';
import { type Deps, guarded } from './api-deps.ts';

const event = z.string().max(60).openapi({ description: 'its number or its contract’s address' });
const time = z.string().openapi({ format: 'date-time' });
const tiers = z.array(z.int().min(0).max(15)).min(1).max(16).nullable();
const security = [{ session: [] }];

const wanted = z
	.strictObject({
		kind: z.enum(emergencyKinds).openapi({
			description:
				'stop_gate: it lets nobody in · open_gate: again · move_gate: it has another name or admits other tiers, on all its devices · message: to everybody who holds a ticket',
		}),
		gate: z.uuid().optional().openapi({ description: 'of all but a message' }),
		name: z.string().trim().min(1).max(60).optional(),
		tiers: tiers.optional().openapi({ description: 'null: all' }),
		text: z
			.string()
			.trim()
			.min(1)
			.max(mostOfEmergencyText)
			.optional()
			.openapi({ description: 'plain letters and no link: it fits one SMS' }),
	})
	.openapi('NewEmergency');

const emergenciesSchema = z
	.object({
		now: time,
		gates: z.array(z.object({ id: z.string(), name: z.string(), tiers, stopped: z.boolean() })),
		items: z.array(
			z.object({
				id: z.string(),
				kind: z.enum(emergencyKinds),
				about: z.string().openapi({ description: 'the gate’s name when it was proposed' }),
				name: z.string().nullable(),
				tiers: tiers.openapi({ description: 'that the gate admits from then on; null: all' }),
				text: z.string().nullable(),
				state: z.enum(['proposed', 'done', 'withdrawn', 'expired']),
				proposedAt: time,
				endsAt: time,
				yours: z.boolean().openapi({ description: 'you proposed it, so another person confirms' }),
				decidedAt: time.nullable(),
				decidedByYou: z.boolean(),
				outcome: z.object({ contacts: z.int(), without: z.int().nullable() }).nullable().openapi({
					description: 'of a message: to how many contacts it goes, and how many wallets have none',
				}),
			}),
		),
	})
	.openapi('Emergencies');
export type EmergenciesView = z.infer<typeof emergenciesSchema>;

const theList = { description: 'Newest first.', ...json(emergenciesSchema) };
const refusals = problems(400, 401, 403, 404, 409, 503);
const ofOne = z.object({ event, id: z.uuid() });

const list = createRoute({
	method: 'get',
	path: '/events/{event}/emergencies',
	summary: 'What two people of the team did at once, what waits for the second one, and the gates',
	security,
	request: { params: z.object({ event }) },
	responses: { ...problems(400, 401, 403, 404, 503), 200: theList },
});

const propose = createRoute({
	method: 'post',
	path: '/events/{event}/emergencies',
	summary:
		'Propose to stop, open or move a gate, or to write to all holders: another person confirms within 15 minutes',
	security,
	request: { params: z.object({ event }), body: { ...json(wanted), required: true } },
	responses: { ...refusals, 201: theList },
});

const confirm = createRoute({
	method: 'post',
	path: '/events/{event}/emergencies/{id}/confirm',
	summary: 'Confirm what somebody else proposed: it is done at once',
	security,
	request: { params: ofOne },
	responses: { ...refusals, 200: theList },
});

const withdraw = createRoute({
	method: 'delete',
	path: '/events/{event}/emergencies/{id}',
	summary: 'Take a proposal back',
	security,
	request: { params: ofOne },
	responses: { ...refusals, 200: theList },
});

/** Routes for a team in an emergency. Each asks for a session that names the event; a message also for `event.edit`. */
export function emergencyRoutes(deps: Deps) {
	const of = async (c: Context<Guarded>, wanted: string) => {
		const { event, session } = await eventOfTeam(deps.db, c.get('session'), wanted);
		const { by: person, may } = session;
		return { event: event.event, person, writes: may.includes('event.edit') };
	};
	const view = (event: string, person: string) => emergenciesView(deps, event, person);
	return guarded()
		.openapi(list, async (c) => {
			const { event, person } = await of(c, c.req.valid('param').event);
			return c.json(await view(event, person), 200);
		})
		.openapi(propose, async (c) => {
			const { event, person, writes } = await of(c, c.req.valid('param').event);
			const wanted = c.req.valid('json');
			assertWrites(wanted.kind, writes);
			const { id } = await proposeEmergency(deps, { event, person }, wanted);
			deps.log.info({ emergency: id, event, kind: wanted.kind, by: person }, 'an emergency act was proposed');
			return c.json(await view(event, person), 201);
		})
		.openapi(confirm, async (c) => {
			const { event: name, id } = c.req.valid('param');
			const { event, person, writes } = await of(c, name);
			await confirmEmergency(deps, { event, person, writes }, id);
			deps.log.info({ emergency: id, event, by: person }, 'an emergency act was confirmed');
			return c.json(await view(event, person), 200);
		})
		.openapi(withdraw, async (c) => {
			const { event: name, id } = c.req.valid('param');
			const { event, person } = await of(c, name);
			await withdrawEmergency(deps, { event, person }, id);
			deps.log.info({ emergency: id, event, by: person }, 'an emergency act was withdrawn');
			return c.json(await view(event, person), 200);
		});
}

async function emergenciesView(deps: Deps, event: string, person: string): Promise<EmergenciesView> {
	const now = nowOf(deps);
	const [gates, items] = await Promise.all([gatesOf(deps, event), emergenciesOf(deps, event)]);
	return {
		now: now.toISOString(),
		gates: gates.map(({ id, name, tiers, stoppedAt }) => ({ id, name, tiers, stopped: stoppedAt !== null })),
		items: items.map(({ content, ...row }) => ({
			...{ id: row.id, kind: row.kind, about: row.about },
			...{ name: content.name ?? null, tiers: content.tiers ?? null, text: content.text ?? null },
			state: row.state === 'proposed' && !isOpen(row, now) ? ('expired' as const) : row.state,
			...{ proposedAt: row.proposedAt.toISOString(), endsAt: row.endsAt.toISOString() },
			yours: row.proposedBy === person,
			decidedAt: row.decidedAt?.toISOString() ?? null,
			decidedByYou: row.decidedBy === person,
			outcome: row.outcome,
		})),
	};
}
