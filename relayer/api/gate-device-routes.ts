import { createRoute } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { PassaError } from '#shared/errors.ts';
import type { EntryAnswer } from '#shared/gate/entry-answer.ts';
import { hex } from '#shared/hex.ts';
import { callerOf } from '#shared/service/caller-address.server.ts';
import { countedAddress } from '#shared/service/counted-address.ts';
import type { Guarded } from '#shared/service/guard.server.ts';
import { json } from '#shared/service/json-content.server.ts';
import { problems } from '#shared/service/problems.server.ts';
import { limitRate } from '#shared/service/rate-limit.server.ts';
import { decideScan, type WantedScan } from '../gate/decide-scan.ts';
import { gateList } from '../gate/gate-list.ts';
import {
	decidedSchema,
	enrolledSchema,
	enrolSchema,
	listSchema,
	queuedSchema,
	queueSchema,
	scanSchema,
} from '../gate/gate-schemas.ts';
import { enrolDevice } from '../gate/manage-gates.ts';
import { type KnownDevice, readDevice } from '../gate/read-device.ts';
import type { ScanLimit } from '../gate/scan-facts.ts';
import { uploadQueue } from '../gate/upload-queue.ts';
import { limits } from '../models/limits.ts';
import { type Deps, guarded } from './api-deps.ts';

const security = [{ gateDevice: [] }];

const enrol = createRoute({
	method: 'post',
	path: '/gate/enrol',
	summary: 'Enrol a device at a gate by the code that the organizer shows',
	request: { body: { ...json(enrolSchema), required: true } },
	responses: {
		...problems(400, 404, 429, 503),
		201: { description: 'The device is known by its key from now on.', ...json(enrolledSchema) },
	},
});

const list = createRoute({
	method: 'get',
	path: '/gate/list',
	summary: 'All that a device needs to decide alone; it names nobody',
	security,
	responses: { ...problems(401, 429, 503), 200: { description: 'The list.', ...json(listSchema) } },
});

const scan = createRoute({
	method: 'post',
	path: '/gate/scans',
	summary: 'Decide about a scanned code, once for its nonce',
	security,
	request: { body: { ...json(scanSchema), required: true } },
	responses: {
		...problems(400, 401, 409, 429, 503),
		200: { description: 'The answer.', ...json(decidedSchema) },
	},
});

const queue = createRoute({
	method: 'post',
	path: '/gate/queue',
	summary: 'Record what a device decided while it was offline; it may be sent again',
	security,
	request: { body: { ...json(queueSchema), required: true } },
	responses: {
		...problems(400, 401, 409, 429, 503),
		200: { description: 'What became of each.', ...json(queuedSchema) },
	},
});

/** A fast gate scans one person a second; what is faster is no person. */
const most = { scans: 600, lists: 60, queues: 300, codes: 60 };

const limitOf = (deps: Deps, kind: keyof typeof most, who: string): ScanLimit => ({
	key: `gate ${kind} ${hex(deps.seal.keyOf('device', who))}`,
	rule: { seconds: 300, max: most[kind] },
	now: deps.clock.now(),
});

async function charge(deps: Deps, kind: keyof typeof most, who: string): Promise<void> {
	const { key, rule, now } = limitOf(deps, kind, who);
	await limitRate(deps.db, limits, key, { ...rule, code: 'TOO_MANY_REQUESTS' }, now);
}

async function signedBy(deps: Deps, c: Context<Guarded>): Promise<KnownDevice> {
	const { pathname, search } = new URL(c.req.url);
	const request = { method: c.req.method, path: pathname + search, body: await c.req.text() };
	return readDevice(deps, c.req.header('authorization'), request);
}

async function deviceOf(deps: Deps, c: Context<Guarded>, kind: keyof typeof most): Promise<KnownDevice> {
	const known = await signedBy(deps, c);
	await charge(deps, kind, known.device.id);
	return known;
}

/** Our own fault is no answer about a ticket: a person looks, or the device decides alone. */
async function decided(deps: Deps, known: KnownDevice, wanted: WantedScan) {
	const now = deps.clock.now();
	try {
		const limit = limitOf(deps, 'scans', known.device.id);
		return { answer: await decideScan(deps, known, wanted, limit), recorded: true, now };
	} catch (err) {
		if (err instanceof PassaError) throw err;
		deps.log.error({ event: known.gate.event, err }, 'a scan could not be decided');
		const answer: EntryAnswer = {
			...{ success: false, reason: 'SYSTEM_ERROR', detail: 'FAULT', requiresManualVerification: true },
			timestamp: new Date(now).toISOString(),
		};
		return { answer, recorded: false, now };
	}
}

/** Routes for devices at gates. Each request but the first is signed by the device's own key. */
export function gateDeviceRoutes(deps: Deps) {
	const { clock } = deps;
	const routes = guarded();
	// The signature is over the text as it came, which must be read before it is parsed.
	routes.use('/gate/*', async (c, next) => {
		await c.req.text();
		await next();
	});
	return routes
		.openapi(enrol, async (c) => {
			await charge(deps, 'codes', countedAddress(callerOf(c, deps.proxies)));
			const { code, deviceKey: publicKey, label } = c.req.valid('json');
			const { device, gate } = await enrolDevice(deps, { code, publicKey, label });
			const { id, name, tiers, event } = gate;
			return c.json({ device: device.id, event, gate: { id, name, tiers }, now: clock.now() }, 201);
		})
		.openapi(list, async (c) => c.json(await gateList(deps, await deviceOf(deps, c, 'lists')), 200))
		.openapi(scan, async (c) => {
			const known = await signedBy(deps, c);
			return c.json(await decided(deps, known, c.req.valid('json')), 200);
		})
		.openapi(queue, async (c) => {
			const known = await deviceOf(deps, c, 'queues');
			const { scans } = c.req.valid('json');
			return c.json({ items: await uploadQueue(deps, known, scans), now: clock.now() }, 200);
		});
}
