import { Keypair } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ChainFixture, codeOf } from '#testing/fixtures/chain-fixture.ts';
import { refuseOtherContracts } from './rpc.server.ts';

const test = suite('contracts that a process is configured with');
let fixture: ChainFixture;

test.before(async () => {
	fixture = await ChainFixture.start();
});
test.after(() => fixture.close());

test('are refused at the start where the network has none there, or another USDC', async () => {
	const { registry, usdc, usdcAsset } = fixture.deployment;
	const right = { registry, usdc, usdcAsset: `${usdcAsset.code}:${usdcAsset.issuer}` };
	const startsWith = (change: object) => codeOf(refuseOtherContracts(fixture.chain, { ...right, ...change }));
	assert.is(await startsWith({}), 'none', 'the control');
	assert.is(
		await startsWith({ registry: await fixture.publish() }),
		'REGISTRY_MISSING',
		'a contract, no registry',
	);
	assert.is(await startsWith({ registry: `C${'A'.repeat(51)}D2KM` }), 'REGISTRY_MISSING');
	assert.is(await startsWith({ usdc: registry }), 'ENV_INVALID');
	assert.is(await startsWith({ usdcAsset: `USDC:${Keypair.random().publicKey()}` }), 'ENV_INVALID');
});

test('keep no process from starting while no RPC answers', async () => {
	const away = { rpcUrl: 'http://127.0.0.1:1', passphrase: fixture.chain.passphrase };
	assert.is(await codeOf(refuseOtherContracts(away, { registry: fixture.deployment.registry })), 'none');
});

test.run();
