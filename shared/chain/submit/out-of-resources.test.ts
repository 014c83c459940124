import { Keypair, SorobanDataBuilder, TransactionBuilder } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ChainFixture } from '#testing/fixtures/chain-fixture.ts';
import { serverOf } from '../rpc-server.ts';
import { failuresOf, readEventState } from '../state/event-state.ts';
import { prepare, send, signWith } from './invoke.ts';

const test = suite('a transaction that runs out of its resources');
let fixture: ChainFixture;

test.before(async () => {
	fixture = await ChainFixture.start();
});
test.after(() => fixture.close());

test('is not explained by an error that the contract caught', async () => {
	const { chain } = fixture;
	const unpayable = Keypair.random();
	await fixture.wallets([unpayable], 0, false);
	const terms = fixture.terms();
	terms.payees[1]!.address = unpayable.publicKey();
	const event = await fixture.publish(terms);
	const fan = await fixture.fan();
	await fixture.buy(fan, event, [{ tier: 0, qty: 1 }]);
	const state = await readEventState(chain.rpcUrl, event);
	const [failures, { version }] = [failuresOf(event, state), state];
	const call = { chain, source: fan.publicKey(), operation: version.distribute(event, 0b111, []), failures };
	const sendWith = async (part: number) => {
		const { transaction } = await prepare(call);
		const answer = await serverOf(chain)._simulateTransaction(transaction);
		const data = new SorobanDataBuilder(answer.transactionData!);
		const { resources } = data.build();
		const { diskReadBytes, writeBytes } = resources;
		data.setResources(Math.floor(resources.instructions * part), diskReadBytes, writeBytes);
		const cut = TransactionBuilder.cloneFrom(transaction).setSorobanData(data.build()).build();
		const signed = await signWith(fan, chain.passphrase)(cut.toEnvelope().toXdr('base64'));
		return send(chain, signed, { failures }).then(
			() => null,
			(error) => error,
		);
	};
	const error = await sendWith(0.8);
	assert.is(error.code, 'TRANSACTION_FAILED');
	assert.is(error.detail.kind, 'invokeHostFunctionResourceLimitExceeded');
	assert.is(error.detail.contract, undefined, 'no contract is blamed');
	assert.is(await sendWith(1.2), null, 'the control: the caught error lets the call land');
});

test.run();
