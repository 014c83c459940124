import {
	Address,
	Contract,
	nativeToScVal,
	Operation,
	SorobanDataBuilder,
	TransactionBuilder,
	xdr,
} from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Json } from './network-fixture.ts';
import { address, openUsdc, transfer, type Usdc } from './usdc.ts';

const test = suite<Usdc>('what lives for a number of ledgers');
test.before.each(async (context) => {
	Object.assign(context, await openUsdc());
});
test.after.each(({ net }) => net.close());

const beyond = 4_000_000;

test('an archived contract is restored by the call that needs it, for its price', async (c) => {
	const { net, sac, holder, issuer } = c;
	const call = transfer(sac, holder.publicKey(), issuer.publicKey(), 1n);
	const fresh = await net.server.prepareTransaction(await net.build(holder, [call]));
	const instance = new Contract(sac).getFootprint();
	await net.result('localnet_advance', { ledgers: beyond });
	const [archived] = (await net.server.getLedgerEntries(instance)).entries;
	assert.ok(archived!.liveUntilLedgerSeq! < (await net.server.getLatestLedger()).sequence);

	fresh.sign(holder);
	const stale = (await net.land(fresh)) as Json;
	assert.is(stale.status, 'FAILED');
	const { result } = stale.resultXdr.toXdrObject();
	assert.is(result.results[0].tr.invokeHostFunctionResult.code, -4, 'entry archived');

	const prepared = await net.server.prepareTransaction(await net.build(holder, [call]));
	assert.ok(BigInt(prepared.fee) > BigInt(fresh.fee), 'restoring costs rent');
	prepared.sign(holder);
	assert.is((await net.land(prepared)).status, 'SUCCESS');
	const [restored] = (await net.server.getLedgerEntries(instance)).entries;
	assert.ok(restored!.liveUntilLedgerSeq! > (await net.server.getLatestLedger()).sequence + 2_000_000);
});

test('an allowance is temporary: once over, it is gone', async ({ net, sac, holder, issuer }) => {
	const { sequence } = await net.server.getLatestLedger();
	const until = nativeToScVal(sequence + 1000, { type: 'u32' });
	const [from, spender] = [address(holder.publicKey()), address(issuer.publicKey())];
	const amount = nativeToScVal(5n, { type: 'i128' });
	await net.invoke(holder, new Contract(sac).call('approve', from, spender, amount, until));
	const key = xdr.LedgerKey.contractData(
		new xdr.LedgerKeyContractData({
			contract: new Address(sac).toScAddress(),
			key: nativeToScVal([
				nativeToScVal('Allowance', { type: 'symbol' }),
				xdr.ScVal.scvMap([
					new xdr.ScMapEntry({ key: nativeToScVal('from', { type: 'symbol' }), val: from }),
					new xdr.ScMapEntry({ key: nativeToScVal('spender', { type: 'symbol' }), val: spender }),
				]),
			]),
			durability: xdr.ContractDataDurability.temporary,
		}),
	);
	assert.is((await net.server.getLedgerEntries(key)).entries.length, 1);
	await net.result('localnet_advance', { ledgers: beyond });
	assert.is((await net.server.getLedgerEntries(key)).entries.length, 0);
	const read = new Contract(sac).call('allowance', from, spender);
	const answer = (await net.server.simulateTransaction(await net.build(holder, [read]))) as Json;
	assert.is(answer.result.retval.toXdrObject().i128.lo, 0n);
});

test('RestoreFootprint brings back what was archived', async ({ net, sac, holder }) => {
	const instance = new Contract(sac).getFootprint();
	await net.result('localnet_advance', { ledgers: beyond });
	const tx = new TransactionBuilder(await net.server.getAccount(holder.publicKey()), {
		fee: '100',
		networkPassphrase: net.localnet.passphrase,
	})
		.setSorobanData(new SorobanDataBuilder().setReadWrite([instance]).build())
		.addOperation(Operation.restoreFootprint({}))
		.setTimeout(60)
		.build();
	const prepared = await net.server.prepareTransaction(tx);
	prepared.sign(holder);
	assert.is((await net.land(prepared)).status, 'SUCCESS');
	const [entry] = (await net.server.getLedgerEntries(instance)).entries;
	assert.ok(entry!.liveUntilLedgerSeq! > (await net.server.getLatestLedger()).sequence);
});

test.run();
