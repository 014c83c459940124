import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Keypair } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { relayerClient } from '#relayer/client.ts';
import { call } from '#shared/chain/rpc.ts';
import { readEventState } from '#shared/chain/state/event-state.ts';
import { signWith } from '#shared/chain/submit/invoke.ts';
import { publish } from '#shared/chain/submit/publish.ts';
import { type EventInit, Role } from '#shared/contract/event.ts';
import { ready, start } from '#testing/commands/running-command.ts';
import { keyOf, readDeployment } from '../deploy/deployment.ts';
import { readPassaFile } from '../passa-file.ts';
import { removeCluster } from '../postgres/home.ts';

const test = suite('a restart of everything');
const data = mkdtempSync(join(tmpdir(), 'passa-restart-'));
/** Apart from other tests, and below 32,768: from there on the system lends ports to connections. */
const port = 14_000 + (process.pid % 700) * 8;
test.after(() => {
	removeCluster(data);
	rmSync(data, { recursive: true, force: true });
});

/** Shares for the platform, and for the deployer as organizer: who they are does not matter here. */
function terms(organizer: string, platform: string, now: number): EventInit {
	const ends = BigInt(now + 86_400);
	const starts = ends - 3600n;
	return {
		name: 'A night out',
		uri: 'metadata/none.json',
		metadata_hash: new Uint8Array(32),
		place_hash: new Uint8Array(32),
		complimentary: 0,
		doors_at: starts,
		starts_at: starts,
		ends_at: ends,
		payees: [
			{ address: organizer, bps: 9500, role: Role.Organizer },
			{ address: platform, bps: 500, role: Role.Platform },
		],
		tiers: [
			{
				price: 100_000_000n,
				face: { currency: 0, amount: 129_000n },
				capacity: 10,
				fiat_quota: 10,
				opens_at: 0n,
				closes_at: ends,
				per_order: 4,
			},
		],
		policy: {
			commission_cap_bps: 0,
			consent: false,
			freeze_at: starts,
			refund_until: 0n,
			release_at: 0n,
			resale_cap_bps: 0,
			resale_limit: 0,
			reserve_bps: 0,
			royalty_bps: 0,
			transferable: true,
		},
	};
}

test('keeps what was sold, and finishes an order that M-Pesa had not answered yet', async () => {
	const first = start(data, port);
	await ready(data, first);
	const { rpc, networkPassphrase, relayer, simulators } = readPassaFile(data);
	const { registry, roles } = readDeployment(data)!;
	const chain = { rpcUrl: rpc, passphrase: networkPassphrase };
	const organizer = keyOf(roles.deployer);
	const { closeTime } = await call<{ closeTime: string }>(rpc, 'getLatestLedger');
	const init = terms(organizer.publicKey(), roles.platform.address, Number(closeTime));
	const publication = { registry, organizer: organizer.publicKey(), nonce: 1n, init };
	const { event } = await publish(chain, publication, signWith(organizer, chain.passphrase));
	const client = relayerClient(relayer!);
	const left = async () => {
		const answer = await client.v1.events[':event'].availability.$get({ param: { event } });
		return answer.ok ? (await answer.json()).items[0]!.left : 0;
	};
	while ((await left()) === 0) await new Promise((done) => setTimeout(done, 100));

	const order = async (phone: string) => {
		const wanted = { event, tier: 0, qty: 2, phone, idempotencyKey: Keypair.random().publicKey() };
		const made = await client.v1.orders.$post({ json: wanted });
		assert.is(made.status, 201);
		return made.ok ? made.json() : Promise.reject(new Error(await made.text()));
	};
	const read = async ({ order: { reference }, token }: Awaited<ReturnType<typeof order>>) => {
		const headers = { authorization: `Bearer ${token}` };
		const answer = await client.v1.orders[':reference'].$get(
			{ param: { reference }, query: { wait: '0' } },
			{ headers },
		);
		return answer.ok ? answer.json() : Promise.reject(new Error(await answer.text()));
	};
	const until = async (
		made: Awaited<ReturnType<typeof order>>,
		holds: (state: string, push: string) => boolean,
	) => {
		for (;;) {
			const seen = await read(made);
			if (holds(seen.state, seen.push!.state)) return seen;
			await new Promise((done) => setTimeout(done, 50));
		}
	};
	const quick = await order('254712000001');
	const { chain: sold } = await until(quick, (state) => state === 'issued');
	// M-Pesa collects the money immediately, but reports it only after all of Passa has stopped.
	await fetch(`${simulators!.mpesa!.control}/behaviour`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ behaviour: 'silent', phone: '254712000002' }),
	});
	const slow = await order('254712000002');
	const pending = await until(slow, (_, push) => push === 'open');
	assert.is(pending.state, 'pending');
	first.child.kill('SIGINT');
	assert.is(await first.ended, 0);

	const second = start(data, port);
	const begun = performance.now();
	await ready(data, second);
	const seconds = (performance.now() - begun) / 1000;
	assert.equal((await read(quick)).chain, sold);
	const issued = await until(slow, (state) => state === 'issued');
	assert.is(issued.chain!.tickets.length, 2);
	assert.is(await left(), 6);
	const { counters } = await readEventState(rpc, event);
	assert.equal([counters.gross, counters.tiers[0]!.fiatSold], [400_000_000n, 4]);
	second.child.kill('SIGINT');
	assert.is(await second.ended, 0);
	assert.ok(seconds < 60, `the second start took ${seconds.toFixed(1)} s`);
});

test.run();
