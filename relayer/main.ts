import { serve } from '@hono/node-server';
import { Keypair } from '@stellar/stellar-sdk';
import { Hono } from 'hono';
import { runProcess } from '#shared/process.server.ts';
import { readConfig } from './config.server.ts';
import { channelKeys, openChannels } from './keeper/channels.ts';
import { Keeper } from './keeper/keeper.ts';

/** Turns settled money into contract calls. For now: the keeper, which pays payees. */
await runProcess('relayer', async ({ log, onStop }) => {
	const config = readConfig();
	const chain = { rpcUrl: config.STELLAR_RPC_URL, passphrase: config.STELLAR_NETWORK_PASSPHRASE };
	const channels = channelKeys(config.RELAYER_SECRET, config.KEEPER_CHANNELS);
	await openChannels(chain, Keypair.fromSecret(config.RELAYER_SECRET), channels);
	const keeper = new Keeper({
		chain,
		registry: config.PASSA_REGISTRY,
		sinceLedger: config.PASSA_SINCE_LEDGER,
		channels,
		minDue: config.KEEPER_MIN_DUE,
		log,
	});
	const server = serve({ fetch: routes(keeper).fetch, port: config.PORT, hostname: config.HOST });
	await new Promise<void>((done, failed) => {
		server.once('listening', done);
		server.once('error', failed);
	});
	keeper.start();
	onStop(async () => {
		await keeper.stop();
		await new Promise((done) => server.close(done));
	});
	log.info({ port: config.PORT, channels: channels.length }, 'the relayer is up');
});

function routes(keeper: Keeper): Hono {
	const app = new Hono();
	app.get('/healthz', (c) => c.json({ status: 'ok' }));
	app.get('/readyz', (c) => c.json({ status: 'ok', lastLedger: keeper.facts.lastLedger }));
	app.get('/metrics', (c) => {
		const { lastLedger, payouts, failures, troubled } = keeper.facts;
		const rows = {
			keeper_last_ledger: lastLedger,
			keeper_payouts_total: payouts,
			keeper_failures_total: failures,
			keeper_troubled_payees: troubled,
		};
		return c.text(
			`${Object.entries(rows)
				.map(([name, value]) => `passa_${name} ${value}`)
				.join('\n')}\n`,
		);
	});
	return app;
}
