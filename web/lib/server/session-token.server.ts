import type { RequestEvent } from '@sveltejs/kit';
import { answered } from '../unwrap.ts';
import { platformFor } from './platform.server.ts';

/** What tells other services who is signed in, for five minutes; null for a guest, and while the platform cannot be asked. */
export async function sessionToken(event: RequestEvent): Promise<string | null> {
	if (!event.locals.person) return null;
	try {
		return (await answered(platformFor(event).v1.token.$post())).token;
	} catch {
		return null;
	}
}
