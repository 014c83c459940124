import { bodyLimit } from 'hono/body-limit';
import { PassaError } from '#shared/errors.ts';
import { describeRefusals } from '#shared/service/describe-refusals.server.ts';
import { guard } from '#shared/service/guard.server.ts';
import type { Metrics } from '#shared/service/metrics.server.ts';
import { failed, notFound } from '#shared/service/problems.server.ts';
import { type Deps, guarded } from './api-deps.ts';
import { deviceRoutes } from './device.ts';
import { draftRoutes } from './drafts.ts';
import { eventRoutes } from './events.ts';
import { factorResetRoutes } from './factor-resets.ts';
import { factorRoutes } from './factors.ts';
import { invitationRoutes } from './invitations.ts';
import { meRoutes } from './me.ts';
import { mediaRoutes } from './media.ts';
import { noticeRoutes } from './notices.ts';
import { outboxRoutes } from './outbox.ts';
import { passkeyRoutes } from './passkeys.ts';
import { payeeRoutes } from './payees.ts';
import { phoneCodeRoutes } from './phone-code.ts';
import { cookieSession, ownOrigin } from './session.ts';
import { sessionRoutes } from './sessions.ts';
import { signInRoutes } from './sign-in.ts';
import { statusRoutes } from './status.ts';
import { teamRoutes } from './teams.ts';
import { walletRoutes } from './wallets.ts';

const mostBytes = 64 * 1024;
const description =
	'Accounts, sign-in and event drafts. A session is a cookie of the web’s origin; other services take the token of ' +
	'POST /v1/token. Money is in minor units (stroops, cents) as decimal strings.';

/** The platform's API. Its type is what `client.ts` is made of. */
export function createApp(deps: Deps, metrics: Metrics) {
	const app = guarded();
	app.onError(failed(deps.log));
	app.notFound(notFound);
	app.use(metrics.count);
	// Before the guard, so that refusals are kept nowhere either.
	app.use('/v1/*', async (c, next) => {
		await next();
		c.header('Cache-Control', 'no-store');
	});
	const small = bodyLimit({
		maxSize: mostBytes,
		onError: () => {
			throw new PassaError('REQUEST_TOO_LARGE', `at most ${mostBytes} bytes`, { status: 413 });
		},
	});
	app.use(
		ownOrigin(deps.origin),
		// A picture is streamed to a file behind the guard, which counts its bytes itself.
		(c, next) => (c.req.method === 'POST' && c.req.path === '/v1/media' ? next() : small(c, next)),
		guard('platform', deps.verify, deps.serviceToken, cookieSession(deps)),
	);
	app.get('/metrics', metrics.serve);
	const routes = app
		.route('/v1', deviceRoutes(deps))
		.route('/v1', signInRoutes(deps))
		.route('/v1', phoneCodeRoutes(deps))
		.route('/v1', sessionRoutes(deps))
		.route('/v1', meRoutes(deps))
		.route('/v1', factorRoutes(deps))
		.route('/v1', passkeyRoutes(deps))
		.route('/v1', factorResetRoutes(deps))
		.route('/v1', teamRoutes(deps))
		.route('/v1', invitationRoutes(deps))
		.route('/v1', walletRoutes(deps))
		.route('/v1', draftRoutes(deps))
		.route('/v1', eventRoutes(deps))
		.route('/v1', noticeRoutes(deps))
		.route('/v1', mediaRoutes(deps))
		.route('/v1', payeeRoutes(deps))
		.route('/v1', outboxRoutes(deps))
		.route('/', statusRoutes(deps));
	const document = describeRefusals(
		routes.getOpenAPI31Document({
			openapi: '3.1.0',
			info: { title: 'Passa platform', version: '1', description },
		}),
		{ readsTokens: true },
	);
	app.get('/openapi.json', (c) => c.json(document));
	return routes;
}

export type Api = ReturnType<typeof createApp>;
