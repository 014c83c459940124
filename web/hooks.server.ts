import type { Handle, HandleServerError } from '@sveltejs/kit/hooks';
import { pino } from 'pino';
import { paraglideMiddleware } from '#lib/paraglide/server.js';
import { dropEndedChoice } from '#lib/server/acting.server.ts';
import { webConfig } from '#lib/server/config.server.ts';
import { readPerson } from '#lib/server/session.server.ts';

const policy = 'content-security-policy';

/**
 * Who is here. The language of a page: chosen (cookie), else the browser's, else English. And the second origin that a page
 * may call: the public RPC, which is known only when the web runs.
 */
export const handle: Handle = async ({ event, resolve }) => {
	Object.assign(event.locals, await readPerson(event));
	dropEndedChoice(event);
	const response = await paraglideMiddleware(event.request, ({ locale }) =>
		resolve(event, { transformPageChunk: ({ html }) => html.replace('%lang%', locale) }),
	);
	const csp = response.headers.get(policy);
	if (!csp) return response;
	const rpc = new URL(webConfig().PUBLIC_STELLAR_RPC_URL).origin;
	response.headers.set(policy, csp.replace("connect-src 'self'", `connect-src 'self' ${rpc}`));
	return response;
};

const log = pino({ name: 'web' });

/** What went wrong, for operators: without a query, which may hold an order's token. What a visitor did wrong is no fault. */
export const handleError: HandleServerError = (caught) => {
	const { request, url } = caught.event;
	const at = { method: request.method, path: url.pathname };
	if (caught.kind === 'unknown') log.error({ ...at, err: caught.error }, 'a page failed');
	else if (caught.error.status >= 500) log.warn({ ...at, status: caught.error.status }, caught.error.message);
};
