import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
	Account,
	authorizeEntry,
	Contract,
	contract,
	hash,
	type Keypair,
	Memo,
	Operation,
	SorobanDataBuilder,
	scValToNative,
	TransactionBuilder,
	xdr,
} from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Json } from './network-fixture.ts';
import { address, openUsdc, transfer, type Usdc } from './usdc.ts';

const test = suite<Usdc>('contracts through the unmodified SDK');
test.before(async (context) => {
	Object.assign(context, await openUsdc());
});
test.after(({ net }) => net.close());

test('an asset has one balance, by payment and by its contract', async ({
	net,
	asset,
	sac,
	holder,
	issuer,
}) => {
	const other = await net.funded();
	await net.apply([other], [Operation.changeTrust({ asset })]);
	const pay = Operation.payment({ destination: other.publicKey(), asset, amount: '5' });
	await net.apply([holder], [pay]);
	await net.invoke(holder, transfer(sac, holder.publicKey(), other.publicKey(), 10_000_000n));
	const line = await net.server.getTrustline(other.publicKey(), asset);
	assert.is(line.balance, 60_000_000n);
	const read = await net.server.simulateTransaction(
		await net.build(issuer, [new Contract(sac).call('balance', address(other.publicKey()))]),
	);
	assert.is(scValToNative((read as { result: { retval: xdr.ScVal } }).result.retval), 60_000_000n);
});

test('a payee without a trust line is refused in simulation, before anything is signed', async ({
	net,
	sac,
	holder,
}) => {
	const stranger = await net.funded();
	const tx = await net.build(holder, [transfer(sac, holder.publicKey(), stranger.publicKey(), 1n)]);
	const { error, events } = await net.result('simulateTransaction', { transaction: tx.toXDR() });
	assert.match(error, /HostError: Error\(Contract, #13\)/);
	assert.ok(events.length > 0, 'with the diagnostic events');
});

test('an authorisation that another key signed fails when the call is applied', async ({
	net,
	sac,
	holder,
	issuer,
}) => {
	const caller = await net.funded();
	const call = transfer(sac, holder.publicKey(), issuer.publicKey(), 7n);
	const draft = await net.build(caller, [call]);
	const simulated = (await net.server.simulateTransaction(draft)) as Json;
	const { sequence } = await net.server.getLatestLedger();
	const body = call.body as Json;
	const withSigner = async (key: Keypair) => {
		const [entry] = simulated.result.auth;
		const auth = await authorizeEntry(entry, key, sequence + 100, net.localnet.passphrase).catch(() => entry);
		const operation = Operation.invokeHostFunction({
			func: body.invokeHostFunctionOp.hostFunction,
			auth: [auth],
		});
		return net.build(caller, [operation]);
	};
	const unsigned = await withSigner(caller);
	const refused = (await net.server.simulateTransaction(unsigned)) as Json;
	assert.match(refused.error, /Error\(Auth, /);
	await net
		.invoke(caller, (await withSigner(holder)).operations[0] as never as xdr.Operation)
		.catch(() => {});
	const prepared = await net.server.prepareTransaction(await withSigner(holder));
	prepared.sign(caller);
	assert.is((await net.land(prepared)).status, 'SUCCESS');
});

test('the success value is the hash of return value and events, and the header commits to it', async ({
	net,
	sac,
	holder,
	issuer,
}) => {
	const landed = await net.invoke(holder, transfer(sac, holder.publicKey(), issuer.publicKey(), 3n));
	const meta = landed.resultMetaXdr.toXdrObject() as Json;
	const preimage = xdr.InvokeHostFunctionSuccessPreImage.fromXdrObject({
		returnValue: meta.v4.sorobanMeta.returnValue,
		events: meta.v4.operations[0].events,
	}).toXdr();
	const sha = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
	const result = landed.resultXdr.toXdrObject() as Json;
	const { success } = result.result.results[0].tr.invokeHostFunctionResult;
	assert.is(Buffer.from(success).toString('hex'), sha(preimage));

	const { ledgers } = await net.result('getLedgers', {
		startLedger: landed.ledger,
		pagination: { limit: 1 },
	});
	const close = xdr.LedgerCloseMeta.fromXdr(ledgers[0].metadataXdr, 'base64').toXdrObject() as Json;
	const results = close.v2.txProcessing.map((p: Json) => p.result);
	const set = xdr.TransactionResultSet.fromXdrObject({ results }).toXdr();
	const { header } = xdr.LedgerHeaderHistoryEntry.fromXdr(
		ledgers[0].headerXdr,
		'base64',
	).toXdrObject() as Json;
	assert.is(Buffer.from(header.txSetResultHash).toString('hex'), sha(set));
	assert.is(ledgers[0].hash, sha(xdr.LedgerHeader.fromXdrObject(header).toXdr()));
});

test('what a call does not use of its fee comes back, and the fee events add up to what was charged', async ({
	net,
	sac,
	holder,
	issuer,
}) => {
	const before = (await net.server.getAccountEntry(holder.publicKey())).balance;
	const landed = await net.invoke(holder, transfer(sac, holder.publicKey(), issuer.publicKey(), 1n));
	const after = (await net.server.getAccountEntry(holder.publicKey())).balance;
	const { feeCharged } = landed.resultXdr;
	assert.is(before - after, feeCharged);
	const { fee } = (landed.envelopeXdr.toXdrObject() as Json).v1.tx;
	assert.ok(feeCharged < BigInt(fee), 'something came back');
	const meta = landed.resultMetaXdr.toXdrObject() as Json;
	const amounts = meta.v4.events.map((e: Json) => [e.stage, e.event.body.v0.data.i128.lo] as const);
	assert.equal(
		amounts.map(([stage]: [number]) => stage),
		[0, 2],
	);
	assert.is(
		BigInt.asIntN(
			64,
			amounts.reduce((n: bigint, [, lo]: [number, bigint]) => n + lo, 0n),
		),
		feeCharged,
	);
});

test('a fee that is too small for the resources, and resources that are too small, fail', async ({
	net,
	sac,
	holder,
	issuer,
}) => {
	const make = async (change: (data: Json) => void) => {
		const prepared = await net.server.prepareTransaction(
			await net.build(holder, [transfer(sac, holder.publicKey(), issuer.publicKey(), 1n)]),
		);
		const wire = prepared.toEnvelope().toXdrObject() as Json;
		change(wire.v1.tx.ext.sorobanData);
		const tx = TransactionBuilder.fromXDR(
			xdr.TransactionEnvelope.fromXdrObject(wire),
			net.localnet.passphrase,
		);
		tx.sign(holder);
		return tx;
	};
	const cheap = await make((d) => {
		d.resourceFee = 10n;
	});
	assert.is(await net.refusal(cheap), 'txSorobanInvalid');
	const slow = await make((d) => {
		d.resources.instructions = 1000;
	});
	const failed = await net.land(slow);
	assert.is(failed.status, 'FAILED');
	const result = (failed as Json).resultXdr.toXdrObject();
	assert.is(result.result.results[0].tr.invokeHostFunctionResult.code, -3, 'resource limit exceeded');
	const many = await make((d) => {
		d.resources.instructions = 2_000_000_000;
	});
	assert.is(await net.refusal(many), 'txSorobanInvalid');
});

test('a contract call carries no memo and no muxed source', async ({ net, sac, holder, issuer }) => {
	const call = transfer(sac, holder.publicKey(), issuer.publicKey(), 1n);
	const noted = await net.build(holder, [call], { memo: Memo.text('lunch') });
	const { error } = await net.result('simulateTransaction', { transaction: noted.toXDR() });
	assert.match(error, /do not support memos/);
	const wire = (await net.server.prepareTransaction(await net.build(holder, [call])))
		.toEnvelope()
		.toXdrObject() as Json;
	const { ed25519 } = wire.v1.tx.sourceAccount;
	const bad = {
		memo: { ...wire.v1.tx, memo: { type: 2, id: 5n } },
		muxed: { ...wire.v1.tx, sourceAccount: { type: 256, med25519: { id: 5n, ed25519 } } },
	};
	for (const tx of Object.values(bad)) {
		const envelope = xdr.TransactionEnvelope.fromXdrObject({ type: 2, v1: { ...wire.v1, tx } });
		const signed = TransactionBuilder.fromXDR(envelope, net.localnet.passphrase);
		signed.sign(holder);
		assert.is(await net.refusal(signed), 'txSorobanInvalid');
	}
});

test('upload, deploy with a constructor, read by contract.Client', async ({ net, issuer, sac }) => {
	const folder = process.env.PASSA_WASM_DIR ?? join(import.meta.dirname, '../../contracts/wasm');
	const wasm = new Uint8Array(readFileSync(join(folder, 'registry.wasm')));
	await net.invoke(issuer, Operation.uploadContractWasm({ wasm }));
	const options = {
		rpcUrl: net.localnet.url,
		allowHttp: true,
		networkPassphrase: net.localnet.passphrase,
		publicKey: issuer.publicKey(),
		...contract.basicNodeSigner(issuer, net.localnet.passphrase),
	};
	const spare = issuer.publicKey();
	const config = {
		admin: spare,
		guardian: spare,
		relayer: (await net.funded()).publicKey(),
		treasury: (await net.funded()).publicKey(),
		usdc: sac,
		platform: spare,
		platform_fee_bps: 500,
		event_version: 1,
		event_wasm: hash(wasm),
		attribution_key: new Uint8Array(32),
		event_cap: 1_000_000_000n,
		min_reserve_bps: 0,
	};
	const deployed = await contract.Client.deploy({ config }, { ...options, wasmHash: hash(wasm) });
	const { result: client } = (await deployed.signAndSend()) as Json;
	const count = await client.events_count();
	assert.is(count.result, 0);
	const read = await client.config();
	assert.is(read.result.admin, spare);
	const instance = new Contract(client.options.contractId).getFootprint();
	const { entries } = await net.server.getLedgerEntries(instance);
	const { sequence } = await net.server.getLatestLedger();
	assert.ok(entries[0]!.liveUntilLedgerSeq! > sequence + 2_000_000, 'a new instance lives 120 days');
});

test('extending a contract entry moves the ledger it lives until, for rent', async ({ net, issuer, sac }) => {
	const instance = new Contract(sac).getFootprint();
	const before = (await net.server.getLedgerEntries(instance)).entries[0]!.liveUntilLedgerSeq!;
	const account = await net.server.getAccount(issuer.publicKey());
	const tx = new TransactionBuilder(new Account(account.accountId(), account.sequenceNumber()), {
		fee: '100',
		networkPassphrase: net.localnet.passphrase,
	})
		.setSorobanData(new SorobanDataBuilder().setReadOnly([instance]).build())
		.addOperation(Operation.extendFootprintTtl({ extendTo: 3_000_000 }))
		.setTimeout(60)
		.build();
	const prepared = await net.server.prepareTransaction(tx);
	prepared.sign(issuer);
	assert.is((await net.land(prepared)).status, 'SUCCESS');
	const after = (await net.server.getLedgerEntries(instance)).entries[0]!.liveUntilLedgerSeq!;
	assert.ok(after > before, `${before} → ${after}`);
});

test.run();
