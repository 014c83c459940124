import {
	Asset,
	Keypair,
	Memo,
	MuxedAccount,
	nativeToScVal,
	Operation,
	scValToNative,
	xdr,
} from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Json } from './network-fixture.ts';
import { address, openUsdc, transfer, type Usdc } from './usdc.ts';

const test = suite<Usdc>('events');
test.before(async (context) => {
	Object.assign(context, await openUsdc());
});
test.after(({ net }) => net.close());

const native = (value: string) => scValToNative(xdr.ScVal.fromXdr(value, 'base64'));

/** What the events of one transaction say, fees left out. */
async function eventsOf({ net }: Usdc, ledger: number, hash: string) {
	const { events } = await net.result('getEvents', { startLedger: ledger, endLedger: ledger + 1 });
	return events
		.filter((e: Json) => e.txHash === hash && native(e.topic[0]) !== 'fee')
		.map((e: Json) => ({ contract: e.contractId, topics: e.topic.map(native), value: native(e.value) }));
}

test('getEvents by contract, topic and wildcard, with a cursor that neither loses nor repeats', async ({
	net,
	sac,
	holder,
	issuer,
}) => {
	const sequence = (await net.server.getLatestLedger()).sequence + 1;
	for (let i = 1n; i <= 5n; i++)
		await net.invoke(holder, transfer(sac, holder.publicKey(), issuer.publicKey(), i));
	const burn = nativeToScVal('burn', { type: 'symbol' }).toXdr('base64');
	const from = address(holder.publicKey()).toXdr('base64');
	const query = (topics: string[][], more: object = { startLedger: sequence }) =>
		net.result('getEvents', {
			...more,
			filters: [{ type: 'contract', contractIds: [sac], topics }],
		});
	const counts = async (...topics: string[][]) => (await query(topics)).events.length;
	assert.is(await counts([burn, from, '*']), 5);
	assert.is(await counts([burn, from]), 0, 'without ** the number of segments must match');
	assert.is(await counts([burn, '**']), 5);
	assert.is(await counts(['**']), 5);
	assert.is(await counts([from, '*', '*'], [burn, '*', '*']), 5, 'topics of a filter are alternatives');

	const seen: string[] = [];
	let page = await query([[burn, '**']], { startLedger: sequence, pagination: { limit: 2 } });
	while (page.events.length > 0) {
		seen.push(...page.events.map((e: Json) => e.id));
		page = await query([[burn, '**']], { pagination: { cursor: page.cursor, limit: 2 } });
	}
	assert.is(seen.length, 5);
	assert.equal(seen, [...new Set(seen)].sort());
	const [event] = (await query([[burn, '**']])).events;
	assert.match(event.id, /^\d{19}-\d{10}$/);
	assert.equal([event.operationIndex, event.transactionIndex, event.inSuccessfulContractCall], [0, 1, true]);
	const all = Array.from({ length: 6 }, () => ({}));
	assert.is((await net.call('getEvents', { startLedger: 1, filters: all })).error?.code, -32602);
	const five = { startLedger: 1, filters: [{ topics: [['*', '*', '*', '*', '*']] }] };
	assert.is((await net.call('getEvents', five)).error?.code, -32602);
});

test('a classic payment has the event that the contract of its asset would emit', async (c) => {
	const { net, holder, issuer, asset, sac } = c;
	const [h, i] = [holder.publicKey(), issuer.publicKey()];
	const name = `USDC:${i}`;
	const pay = async (from: Keypair, to: string, of: Asset, extras = {}) => {
		const landed = await net.apply(
			[from],
			[Operation.payment({ destination: to, asset: of, amount: '2' })],
			extras,
		);
		const [event, ...rest] = await eventsOf(c, landed.ledger, landed.txHash);
		assert.equal(rest, []);
		return event;
	};
	assert.equal(await pay(issuer, h, asset), { contract: sac, topics: ['mint', h, name], value: 20_000_000n });
	assert.equal(await pay(holder, i, asset), { contract: sac, topics: ['burn', h, name], value: 20_000_000n });
	const lumens = Asset.native().contractId(net.localnet.passphrase);
	assert.equal(await pay(holder, i, Asset.native()), {
		contract: lumens,
		topics: ['transfer', h, i, 'native'],
		value: 20_000_000n,
	});
	const muxed = new MuxedAccount({ accountId: () => i } as never, '77').accountId();
	assert.equal((await pay(holder, muxed, Asset.native())).value, { amount: 20_000_000n, to_muxed_id: 77n });
	const memo = await pay(holder, i, Asset.native(), { memo: Memo.text('lunch') });
	assert.equal(memo.value, { amount: 20_000_000n, to_muxed_id: 'lunch' });
});

test('an account made and merged has events of its lumens; a frozen trust line has one of its state', async (c) => {
	const { net, holder, issuer, asset, sac } = c;
	const key = Keypair.random();
	const h = holder.publicKey();
	const create = Operation.createAccount({ destination: key.publicKey(), startingBalance: '5' });
	const made = await net.apply([holder], [create]);
	const [born] = await eventsOf(c, made.ledger, made.txHash);
	assert.equal([born.topics, born.value], [['transfer', h, key.publicKey(), 'native'], 50_000_000n]);
	const gone = await net.apply(
		[holder, key],
		[Operation.accountMerge({ destination: h, source: key.publicKey() })],
	);
	const [end] = await eventsOf(c, gone.ledger, gone.txHash);
	assert.equal(end.topics, ['transfer', key.publicKey(), h, 'native']);

	await net.apply([issuer], [Operation.setOptions({ setFlags: 2 as never })]);
	const freeze = await net.apply(
		[issuer],
		[Operation.setTrustLineFlags({ trustor: h, asset, flags: { authorized: false } })],
	);
	const [frozen] = await eventsOf(c, freeze.ledger, freeze.txHash);
	assert.equal(frozen, {
		contract: sac,
		topics: ['set_authorized', h, `USDC:${issuer.publicKey()}`],
		value: false,
	});
	assert.equal(await net.failure([issuer], [Operation.payment({ destination: h, asset, amount: '1' })]), [
		'paymentNotAuthorized',
	]);
	await net.apply(
		[issuer],
		[Operation.setTrustLineFlags({ trustor: h, asset, flags: { authorized: true } })],
	);
});

test('a failed transaction has an event of its fee only', async (c) => {
	const { net, holder } = c;
	const stranger = Keypair.random().publicKey();
	const tx = await net.signed(
		[holder],
		[
			Operation.payment({ destination: c.issuer.publicKey(), asset: Asset.native(), amount: '1' }),
			Operation.payment({ destination: stranger, asset: Asset.native(), amount: '1' }),
		],
		{ fee: '1000' },
	);
	const landed = (await net.land(tx)) as Json;
	assert.is(landed.status, 'FAILED');
	assert.equal(await eventsOf(c, landed.ledger, landed.txHash), []);
});

test.run();
