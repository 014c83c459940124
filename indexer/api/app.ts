import { OpenAPIHono } from '@hono/zod-openapi';
import { etag, RETAINED_304_HEADERS } from 'hono/etag';
import type { Logger } from 'pino';
import type { RegistryConfig } from '#shared/contract/registry.ts';
import { PassaError } from '#shared/errors.ts';
import { describeRefusals } from '#shared/service/describe-refusals.server.ts';
import { guard } from '#shared/service/guard.server.ts';
import type { Metrics } from '#shared/service/metrics.server.ts';
import { failed, invalidRequest, notFound } from '#shared/service/problems.server.ts';
import { ownSession, type VerifySession } from '#shared/session.server.ts';
import type { EvidenceFiles } from '../evidence/evidence-files.ts';
import { type LiveOptions, liveRoutes } from '../live/serve.ts';
import type { Deps } from './api-deps.ts';
import { docsPage, type OpenApi } from './docs.ts';
import { eventHistoryRoutes } from './event-history.ts';
import { eventRoutes } from './events.ts';
import { evidenceRoutes } from './evidence.ts';
import { orderRoutes } from './orders.ts';
import { payeeRoutes } from './payees.ts';
import { pointRoutes } from './points.ts';
import { proofRoutes } from './proofs.ts';
import { registryRoutes } from './registry.ts';
import { sharedAnswers } from './shared-answers.ts';
import { type ReadReadiness, statusRoutes } from './status.ts';
import { ticketRoutes } from './tickets.ts';

export type AppOptions = Deps & {
	log: Logger;
	registry: () => Promise<RegistryConfig>;
	metrics: Metrics;
	evidence: EvidenceFiles;
	readiness: ReadReadiness;
	live: LiveOptions;
};

const waitMilliseconds = 2000;
const description =
	'What is on chain about Passa’s events, open to everyone. Money is in stroops (10⁻⁷ USDC) as decimal strings. ' +
	'The header Passa-Ledger of every answer names the last ledger it includes.';

/** Every route is public, so a token adds nothing and a bad one closes nothing: each caller has no role. */
const anonymous: VerifySession = async () => ownSession('', []);

/** The public read API. `client.ts` infers its types from this type. */
export function createApp(options: AppOptions) {
	const { progress, metrics } = options;
	const app = new OpenAPIHono({ defaultHook: invalidRequest });
	app.onError(failed(options.log));
	app.notFound(notFound);
	app.use(metrics.count);
	app.use(guard('indexer', anonymous));
	app.use('/v1/*', etag({ retainedHeaders: [...RETAINED_304_HEADERS, 'passa-ledger'] }), async (c, next) => {
		await waitForLedger(progress, c.req.query('minLedger'));
		c.header('Passa-Ledger', String(progress.ledger));
		c.header('Cache-Control', 'no-cache');
		await next();
	});
	app.use('/v1/*', sharedAnswers(options));
	app.get('/metrics', metrics.serve);
	app.route('/', liveRoutes(options.live));
	const routes = app
		.route('/v1', eventRoutes(options))
		.route('/v1', eventHistoryRoutes(options))
		.route('/v1', orderRoutes(options))
		.route('/v1', ticketRoutes(options))
		.route('/v1', payeeRoutes(options))
		.route('/v1', pointRoutes(options))
		.route('/v1', proofRoutes(options))
		.route('/v1', evidenceRoutes(options.evidence, options.live.networkOf))
		.route('/v1', registryRoutes(options, options.registry))
		.route('/', statusRoutes(options));
	const document = describeRefusals(
		routes.getOpenAPI31Document({
			openapi: '3.1.0',
			info: { title: 'Passa indexer', version: '1', description },
		}),
		{ tagged: '/v1/' },
	);
	app.get('/openapi.json', (c) => c.json(document));
	app.get('/docs', (c) => {
		c.header('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'");
		return c.html(docsPage(document as unknown as OpenApi));
	});
	return routes;
}

export type Api = ReturnType<typeof createApp>;

export type LedgerWaitError = PassaError<'LEDGER_NOT_READ' | 'LEDGER_AHEAD'>;

/**
 * Throws LedgerWaitError. LEDGER_AHEAD (400): the source does not have the ledger either, after two seconds; at once for
 * one that no network can have closed yet. It is no fault of this service, and the asker may ask again later.
 * LEDGER_NOT_READ (503): the source has it and it is not read within two seconds, or the source does not say.
 */
async function waitForLedger(progress: Deps['progress'], wanted: string | undefined): Promise<void> {
	const ledger = Number(wanted ?? 0);
	const isNumber = Number.isSafeInteger(ledger);
	if (isNumber && ledger > progress.farthest) throw ledgerAhead(ledger, progress.ledger);
	if (await progress.waitForLedger(isNumber ? ledger : 0, waitMilliseconds)) return;
	const newest = await progress.newestAtSource();
	if (newest !== null && newest < ledger) throw ledgerAhead(ledger, newest);
	throw new PassaError('LEDGER_NOT_READ', `ledger ${ledger} is not read yet; try again`, { status: 503 });
}

const ledgerAhead = (ledger: number, newest: number): PassaError<'LEDGER_AHEAD'> =>
	new PassaError(
		'LEDGER_AHEAD',
		`the network has no ledger ${ledger} yet, its newest is about ${newest}; ask for an earlier one, or later`,
	);
