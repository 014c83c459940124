import { createRoute, z } from '@hono/zod-openapi';
import { eq } from 'drizzle-orm';
import type { Context } from 'hono';
import type { Guarded } from '#shared/service/guard.server.ts';
import { json } from '#shared/service/json-content.server.ts';
import { problems } from '#shared/service/problems.server.ts';
import { attendanceOf } from '../gate/attendance.ts';
import {
	attendanceSchema,
	codeSchema,
	type GatesView,
	gatesSchema,
	newGateSchema,
	settingsSchema,
} from '../gate/gate-schemas.ts';
import {
	addGate,
	codeMinutes,
	codesOf,
	devicesOf,
	endGate,
	gatesOf,
	offerCode,
	revokeDevice,
} from '../gate/manage-gates.ts';
import { gateEvents } from '../models/gates.ts';
import { eventOfTeam } from '../orders/event-of-team.ts';
import { type Deps, guarded } from './api-deps.ts';

const event = z.string().max(60).openapi({ description: 'its number or its contract’s address' });
const ofEvent = z.object({ event });
const codeLife = z.coerce
	.number()
	.int()
	.min(codeMinutes.usual)
	.max(codeMinutes.most)
	.optional()
	.openapi({ description: 'how long it is good for; unset: ten' });
const ofGate = z.object({ event, gate: z.uuid() });
const security = [{ session: [] }];
const done = { 204: { description: 'Done.' } };
const theGates = { description: 'Gates, newest last.', ...json(gatesSchema) };

const read = createRoute({
	method: 'get',
	path: '/events/{event}/gates',
	summary: 'The gates of an event and their devices',
	security,
	request: { params: ofEvent },
	responses: { ...problems(400, 401, 403, 404, 503), 200: theGates },
});

const set = createRoute({
	method: 'put',
	path: '/events/{event}/gates',
	summary: 'Who may come in again, whose pass may be printed, and whether offline gates divide the tickets',
	security,
	request: { params: ofEvent, body: { ...json(settingsSchema), required: true } },
	responses: { ...problems(400, 401, 403, 404, 503), 200: theGates },
});

const add = createRoute({
	method: 'post',
	path: '/events/{event}/gates',
	summary: 'Name a gate, and the tiers that it admits',
	security,
	request: { params: ofEvent, body: { ...json(newGateSchema), required: true } },
	responses: { ...problems(400, 401, 403, 404, 409, 503), 201: theGates },
});

const end = createRoute({
	method: 'delete',
	path: '/events/{event}/gates/{gate}',
	summary: 'Close a gate; its devices end at once',
	security,
	request: { params: ofGate },
	responses: { ...problems(400, 401, 403, 404, 503), ...done },
});

const code = createRoute({
	method: 'post',
	path: '/events/{event}/gates/{gate}/codes',
	summary: 'A code that enrols one device at this gate, once',
	security,
	request: { params: ofGate, query: z.object({ minutes: codeLife }) },
	responses: {
		...problems(400, 401, 403, 404, 409, 503),
		201: { description: 'For the device to scan.', ...json(codeSchema) },
	},
});

const revoke = createRoute({
	method: 'delete',
	path: '/events/{event}/gate-devices/{device}',
	summary: 'Revoke a device: its next request is refused',
	security,
	request: { params: z.object({ event, device: z.uuid() }) },
	responses: { ...problems(400, 401, 403, 404, 503), ...done },
});

const attendance = createRoute({
	method: 'get',
	path: '/events/{event}/entries',
	summary: 'How many are in, by gate and tier, and tickets that two offline devices admitted',
	security,
	request: { params: ofEvent },
	responses: {
		...problems(400, 401, 403, 404, 503),
		200: { description: 'Counts.', ...json(attendanceSchema) },
	},
});

async function gatesView(deps: Deps, of: string): Promise<GatesView> {
	const [settings] = await deps.db.select().from(gateEvents).where(eq(gateEvents.event, of));
	const [all, devices, codes] = await Promise.all([
		gatesOf(deps, of),
		devicesOf(deps, of),
		codesOf(deps, of),
	]);
	return {
		account: deps.gateAccount,
		settings: {
			reentry: settings?.reentry ?? 'none',
			divided: settings?.divided ?? false,
			staticTiers: settings?.staticTiers ?? [],
		},
		gates: all.map(({ id, name, tiers }) => ({
			...{ id, name, tiers },
			codes: codes
				.filter((each) => each.gate === id)
				.map((each) => ({ id: each.id, endsAt: each.codeEndsAt.toISOString() })),
			devices: devices
				.filter((each) => each.gate === id)
				.map((each) => ({
					id: each.id,
					label: each.label ?? '',
					enrolledAt: each.enrolledAt!.toISOString(),
					revokedAt: each.revokedAt?.toISOString() ?? null,
					listedAt: each.listedAt?.toISOString() ?? null,
				})),
		})),
	};
}

/** Routes for organizers, who name gates and trust devices. Each asks for a session that names the event. */
export function gateRoutes(deps: Deps) {
	const of = async (c: Context<Guarded>, wanted: string) => ({
		event: (await eventOfTeam(deps.db, c.get('session'), wanted)).event.event,
	});
	return guarded()
		.openapi(read, async (c) => {
			return c.json(await gatesView(deps, (await of(c, c.req.valid('param').event)).event), 200);
		})
		.openapi(set, async (c) => {
			const { event } = await of(c, c.req.valid('param').event);
			const settings = c.req.valid('json');
			await deps.db
				.insert(gateEvents)
				.values({ event, ...settings })
				.onConflictDoUpdate({ target: gateEvents.event, set: settings });
			return c.json(await gatesView(deps, event), 200);
		})
		.openapi(add, async (c) => {
			const { event } = await of(c, c.req.valid('param').event);
			await addGate(deps, event, c.req.valid('json'));
			return c.json(await gatesView(deps, event), 201);
		})
		.openapi(end, async (c) => {
			const { event, gate } = c.req.valid('param');
			await endGate(deps, (await of(c, event)).event, gate);
			return c.body(null, 204);
		})
		.openapi(code, async (c) => {
			const { event, gate } = c.req.valid('param');
			const { minutes } = c.req.valid('query');
			const { code, endsAt } = await offerCode(deps, (await of(c, event)).event, gate, minutes);
			return c.json({ code, endsAt: endsAt.toISOString() }, 201);
		})
		.openapi(revoke, async (c) => {
			const { event, device } = c.req.valid('param');
			await revokeDevice(deps, (await of(c, event)).event, device);
			return c.body(null, 204);
		})
		.openapi(attendance, async (c) => {
			return c.json(await attendanceOf(deps, (await of(c, c.req.valid('param').event)).event), 200);
		});
}
