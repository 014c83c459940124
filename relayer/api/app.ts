import type { OpenAPIHono } from '@hono/zod-openapi';
import { bodyLimit } from 'hono/body-limit';
import { PassaError } from '#shared/errors.ts';
import { describeRefusals } from '#shared/service/describe-refusals.server.ts';
import { guard } from '#shared/service/guard.server.ts';
import { failed, notFound } from '#shared/service/problems.server.ts';
import { giftRoutes } from '../gifts/routes.ts';
import { goodwillRoutes } from '../goodwill/routes.ts';
import { handoverRoutes } from '../handovers/routes.ts';
import { interventionRoutes } from '../interventions/routes.ts';
import { reviewRoutes } from '../review/routes.ts';
import { type Deps, guarded } from './api-deps.ts';
import { eventOrderRoutes } from './event-orders.ts';
import { gateDeviceRoutes } from './gate-device-routes.ts';
import { gateRoutes } from './gate-routes.ts';
import { heldRoutes } from './held-routes.ts';
import { heldStopRoutes } from './held-stop-routes.ts';
import { listingRoutes } from './listing-routes.ts';
import { networkFeeRoutes } from './network-fees.ts';
import { orderRefundRoutes } from './order-refund-routes.ts';
import { orderRoutes } from './orders.ts';
import { pairingRoutes } from './pairing-routes.ts';
import { passRoutes } from './pass-routes.ts';
import { passStateRoutes } from './pass-state-routes.ts';
import { pointRoutes } from './point-routes.ts';
import { refundRoutes } from './refund-routes.ts';
import { resoldRoutes } from './resold-routes.ts';
import { saleRoutes } from './sale-routes.ts';
import { staticPassRoutes } from './static-pass-routes.ts';
import { statusRoutes } from './status.ts';
import { superviseRoutes } from './supervise-routes.ts';
import { venueRoutes } from './venue-routes.ts';
import { wallRoutes } from './wall-routes.ts';
import { wallTeamRoutes } from './wall-team-routes.ts';

const mostBytes = 64 * 1024;
const description =
	'Orders paid in shillings. The response to a new order holds its read token, which alone opens it. Cents and stroops are decimal ' +
	'strings.';

const bearer = { type: 'http', scheme: 'bearer' } as const;

/** How a request says who sends it. */
function registerSchemes(registry: OpenAPIHono['openAPIRegistry']): void {
	registry.registerComponent('securitySchemes', 'readToken', bearer);
	registry.registerComponent('securitySchemes', 'session', { ...bearer, bearerFormat: 'JWT' });
	registry.registerComponent('securitySchemes', 'gateDevice', {
		...{ type: 'apiKey', in: 'header', name: 'Authorization' },
		description: 'Gate <device>.<milliseconds>.<signature>: see shared/gate/device-request.ts',
	});
}

const limitBody = bodyLimit({
	maxSize: mostBytes,
	onError: () => {
		throw new PassaError('REQUEST_TOO_LARGE', `at most ${mostBytes} bytes`, { status: 413 });
	},
});

/** The relayer's API. Its type is what `client.ts` is made of. */
export function createApp(deps: Deps) {
	const { metrics } = deps;
	const app = guarded();
	app.onError(failed(deps.log));
	app.notFound(notFound);
	app.use(metrics.count);
	// Before the guard, so that refusals are kept nowhere either.
	app.use('/v1/*', async (c, next) => {
		await next();
		c.header('Cache-Control', 'no-store');
	});
	// Hooks keep a provider's message of any size: they read it with `readMessage`.
	const isHook = (path: string) => path.startsWith('/hooks/');
	app.use(
		async (c, next) => (isHook(c.req.path) ? next() : limitBody(c, next)),
		guard('relayer', deps.callers.session),
	);
	app.get('/metrics', metrics.serve);
	app.route('/', deps.rails);
	const routes = app
		.route('/v1', orderRoutes(deps))
		.route('/v1', eventOrderRoutes(deps))
		.route('/v1', listingRoutes(deps))
		.route('/v1', refundRoutes(deps))
		.route('/v1', orderRefundRoutes(deps))
		.route('/v1', resoldRoutes(deps))
		.route('/v1', saleRoutes(deps))
		.route('/v1', networkFeeRoutes(deps))
		.route('/v1', heldRoutes(deps))
		.route('/v1', heldStopRoutes(deps))
		.route('/v1', handoverRoutes(deps))
		.route('/v1', passRoutes(deps).route('/', pairingRoutes(deps)))
		.route('/v1', passStateRoutes(deps))
		.route('/v1', staticPassRoutes(deps))
		.route('/v1', gateRoutes(deps).route('/', superviseRoutes(deps)))
		.route('/v1', gateDeviceRoutes(deps))
		.route('/v1', pointRoutes(deps))
		.route('/v1', venueRoutes(deps))
		.route('/v1', wallRoutes(deps))
		.route('/v1', wallTeamRoutes(deps))
		.route('/v1', giftRoutes(deps))
		.route('/v1', goodwillRoutes(deps))
		.route('/v1', interventionRoutes(deps))
		.route('/v1', reviewRoutes(deps))
		.route('/', statusRoutes(deps));
	registerSchemes(routes.openAPIRegistry);
	const document = describeRefusals(
		routes.getOpenAPI31Document({
			openapi: '3.1.0',
			info: { title: 'Passa relayer', version: '1', description },
		}),
		{ readsTokens: true },
	);
	app.get('/openapi.json', (c) => c.json(document));
	return routes;
}

export type Api = ReturnType<typeof createApp>;
