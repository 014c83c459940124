import { createRoute } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { setCookie } from 'hono/cookie';
import { type Device, deviceCookie, deviceSeconds, newDevice, withContact } from '#shared/device.server.ts';
import { problems } from '#shared/service/problems.server.ts';
import { type Deps, guarded } from './api-deps.ts';

const device = createRoute({
	method: 'post',
	path: '/device',
	summary: 'Give this browser a number by which its requests are counted',
	responses: { ...problems(403), 204: { description: 'In a cookie; one that it has stays.' } },
});

export const deviceRoutes = (deps: Deps) =>
	guarded().openapi(device, async (c) => {
		const { device: known } = await deps.askerOf(c);
		if (!known) await writeDevice(deps, c, newDevice());
		return c.body(null, 204);
	});

/** Remembers a contact whose code was right: codes that strangers request for it no longer count against this browser. */
export async function rememberContact(deps: Deps, c: Context, contact: string): Promise<void> {
	const { device } = await deps.askerOf(c);
	if (device) await writeDevice(deps, c, withContact(device, contact));
}

async function writeDevice({ signDevice, origin, clock }: Deps, c: Context, device: Device): Promise<void> {
	setCookie(c, deviceCookie, await signDevice(device, clock.now()), {
		path: '/',
		httpOnly: true,
		sameSite: 'Lax',
		secure: origin.startsWith('https:'),
		maxAge: deviceSeconds,
	});
}
