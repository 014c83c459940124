import type { Handle, HandleServerError } from '@sveltejs/kit/hooks';
import { pino } from 'pino';
import { paraglideMiddleware } from '#lib/paraglide/server.js';
import { dropEndedChoice } from '#lib/server/acting.server.ts';
import { cachePolicy } from '#lib/server/cache-policy.ts';
import { webConfig } from '#lib/server/config.server.ts';
import { connectPolicy } from '#lib/server/connect-policy.ts';
import { scriptsLast } from '#lib/server/scripts-last.ts';
import { readPerson } from '#lib/server/session.server.ts';
import { urlsOf } from '#shared/chain/rpc-nodes.ts';

const policy = 'content-security-policy';

/**
 * Sets the visitor's account and the page's language: the chosen one (cookie), the browser's, or English. A visitor who
 * saves data gets no fonts and the smallest pictures. Says who may keep a copy of the page. Adds the public RPC and
 * history archives to the origins that a page may call: they are known only at run time.
 */
export const handle: Handle = async ({ event, resolve }) => {
	Object.assign(event.locals, await readPerson(event));
	event.locals.savesData = event.request.headers.get('save-data')?.toLowerCase() === 'on';
	dropEndedChoice(event);
	const response = await paraglideMiddleware(event.request, ({ locale }) =>
		resolve(event, {
			transformPageChunk: ({ html }) =>
				scriptsLast(
					html.replace('%lang%', locale).replace(' %saves%', event.locals.savesData ? ' data-saves' : ''),
				),
		}),
	);
	response.headers.append('vary', 'Save-Data');
	if (!response.headers.has('cache-control'))
		response.headers.set('cache-control', cachePolicy(event.url.pathname, event.cookies));
	const csp = response.headers.get(policy);
	if (!csp) return response;
	const { PUBLIC_STELLAR_RPC_URL: nodes, PUBLIC_STELLAR_ARCHIVE_URLS: archives } = webConfig();
	response.headers.set(policy, connectPolicy(csp, [...urlsOf(nodes), ...archives]));
	return response;
};

// Written at once: lines that waited for a reader who is gone would keep the process from ending.
const log = pino({ name: 'web' }, pino.destination({ fd: 1, sync: true }));

/**
 * Logs faults by the page's route, not by its address: a path or a query may hold a link's code or an order's token. A
 * visitor's own mistake is not logged.
 */
export const handleError: HandleServerError = (caught) => {
	const { request, route } = caught.event;
	const at = { method: request.method, route: route.id };
	if (caught.kind === 'unknown') log.error({ ...at, err: caught.error }, 'a page failed');
	else if (caught.error.status >= 500) log.warn({ ...at, status: caught.error.status }, caught.error.message);
};
