import type { RequestEvent } from '@sveltejs/kit';
import { heldRoutes } from '#lib/server/held.server.ts';
import { jsonAnswer } from '#lib/server/network-fees.server.ts';
import { unwrap } from '#lib/unwrap.ts';
import type { RequestHandler } from './$types';

type Routes = Awaited<ReturnType<typeof heldRoutes>>;
type AskBody = Parameters<Routes['acts']['$post']>[0]['json'];
type SignBody = Parameters<Routes['acts'][':id']['sign']['$post']>[0]['json'];

const bodyOf = async <T>(event: RequestEvent): Promise<T> =>
	(await event.request.json().catch(() => ({}))) as T;

/** The account that Passa holds for this visitor; for a guest there is none. */
export const GET: RequestHandler = (event) =>
	jsonAnswer(async () => (event.locals.person ? unwrap((await heldRoutes(event)).$get()) : { held: null }));

/** Asks for a signature of it: the relayer says what it would sign. */
export const POST: RequestHandler = (event) =>
	jsonAnswer(async () => {
		const json = await bodyOf<AskBody>(event);
		return unwrap((await heldRoutes(event)).acts.$post({ json }));
	});

/** Hands the passkey's answer to the relayer, which checks it. */
export const PUT: RequestHandler = (event) =>
	jsonAnswer(async () => {
		const { id = '', ...json } = await bodyOf<SignBody & { id?: string }>(event);
		return unwrap((await heldRoutes(event)).acts[':id'].sign.$post({ param: { id: String(id) }, json }));
	});
