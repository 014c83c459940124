import { randomUUID } from 'node:crypto';
import {
	Account,
	Address,
	Keypair,
	nativeToScVal,
	Operation,
	SorobanDataBuilder,
	StrKey,
	TransactionBuilder,
	xdr,
} from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { paidByAnother } from '#shared/chain/submit/fee-payer.ts';
import { passkeySite } from '#shared/passkey.server.ts';
import { ownSession } from '#shared/session.server.ts';
import { codeOf } from '#testing/fixtures/chain-fixture.ts';
import { heldAccounts } from '../../models/held.ts';
import { type FeesFixture, openFeesFixture } from '../../network-fees/test/fees-fixture.ts';
import { heldKeysOf } from '../../signer.server.ts';
import { announce } from '../../test/fixture.ts';
import { askAct } from '../ask-act.ts';
import type { HeldDeps } from '../held-deps.ts';

const test = suite('an account that Passa holds calls events of the registry alone');
let fixture: FeesFixture;
let deps: HeldDeps;
test.before(async () => {
	fixture = await openFeesFixture();
	const { paying } = fixture;
	const site = passkeySite('http://passa.example');
	deps = { ...paying, paying, keys: heldKeysOf('5'.repeat(64)), site, platform: null };
});
test.after(() => fixture.close());

async function person() {
	const account = randomUUID();
	const address = deps.keys.addressOf(account);
	await deps.db.insert(heldAccounts).values({ account, address, createdAt: new Date() });
	return { session: ownSession(account, ['fan'], { strong: 'shown' }), address };
}

/** What somebody may call `claim`, with the account's leave for all that happens in it. */
function claimOf(contract: string, address: string): string {
	const invoked = (of: string, functionName: string, args: xdr.ScVal[], within: object[] = []) =>
		new xdr.SorobanAuthorizedInvocation({
			function: xdr.SorobanAuthorizedFunction.sorobanAuthorizedFunctionTypeContractFn(
				new xdr.InvokeContractArgs({ contractAddress: new Address(of).toScAddress(), functionName, args }),
			),
			subInvocations: within as xdr.SorobanAuthorizedInvocation[],
		});
	const [from, to] = [address, Keypair.random().publicKey()].map((each) => new Address(each).toScVal());
	const taken = [from!, to!, nativeToScVal(10n ** 12n, { type: 'i128' })];
	const { usdc } = fixture.chainFixture.deployment;
	const auth = new xdr.SorobanAuthorizationEntry({
		credentials: xdr.SorobanCredentials.sorobanCredentialsSourceAccount(),
		rootInvocation: invoked(contract, 'claim', [], [invoked(usdc, 'transfer', taken)]),
	});
	const built = new TransactionBuilder(new Account(address, '1'), {
		fee: '100',
		networkPassphrase: deps.chain.passphrase,
		timebounds: { minTime: 0, maxTime: 2_000_000_000 },
	})
		.addOperation(Operation.invokeContractFunction({ contract, function: 'claim', args: [], auth: [auth] }))
		.setSorobanData(new SorobanDataBuilder().setResourceFee(1_000_000).build())
		.build();
	return paidByAnother(built).toEnvelope().toXdr('base64');
}

test('in another contract an entry of the same name could take all that it holds', async () => {
	const { session, address } = await person();
	const ask = (contract: string) =>
		codeOf(askAct(deps, session, { kind: 'call', envelope: claimOf(contract, address) }));
	assert.is(await ask(StrKey.encodeContract(Keypair.random().rawPublicKey())), 'EVENT_NOT_FOUND');
	assert.is(await ask(fixture.chainFixture.deployment.usdc), 'EVENT_NOT_FOUND');
	// The control: of an event of the registry it is asked for, and the contract uses none of that leave.
	assert.is(await ask(await announce(fixture)), 'none');
});

test.run();
