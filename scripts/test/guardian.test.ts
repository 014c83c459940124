import { Keypair } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { keyOf } from '#scripts/deploy/deployment.ts';
import { call } from '#shared/chain/rpc.ts';
import { readRegistry } from '#shared/chain/state/read-registry-config.ts';
import { runCommand } from '#testing/commands/run-command.ts';
import { ChainFixture, codeOf, registryArgs } from '#testing/fixtures/chain-fixture.ts';
import { type PassaFolder, passaFolder } from '#testing/fixtures/passa-folder.ts';

const test = suite('npm run guardian');
let fixture: ChainFixture;
let folder: PassaFolder;
let event: string;

test.before.each(async () => {
	fixture = await ChainFixture.start();
	event = await fixture.publish();
	folder = passaFolder(fixture, event);
});
test.after.each(async () => {
	folder.remove();
	await fixture.close();
});

type Answer = { dryRun: boolean; event: { no: number; address: string } | null; ledger: number | null };

/** The command's answer, or its error's code. */
async function guard(args: string[], env: Record<string, string | undefined> = {}): Promise<Answer | string> {
	const { out, err } = await runCommand('guardian.ts', ['--data', folder.data, ...args], {
		STELLAR_RPC_URL: fixture.chain.rpcUrl,
		PASSA_GUARDIAN_SECRET: undefined,
		PASSA_ADMIN_SECRET: undefined,
		...env,
	});
	return out ? JSON.parse(out) : (/^[A-Z_]+/.exec(err)?.[0] ?? err);
}
const buyOne = async () => fixture.buy(await fixture.fan(), event, [{ tier: 0, qty: 1 }]);

test('sales stop and go on, and a dry run changes nothing', async () => {
	const dry = (await guard(['--do', 'pause', '--event', '1', '--dry-run'])) as Answer;
	assert.equal([dry.dryRun, dry.event, dry.ledger], [true, { no: 1, address: event }, null]);
	await buyOne();
	await guard(['--do', 'pause', '--event', event]);
	assert.is(await codeOf(buyOne()), 'SALES_CLOSED');
	await guard(['--do', 'resume', '--event', '1']);
	await buyOne();
});

test('a freeze lasts its hours and comes once', async () => {
	await guard(['--do', 'freeze', '--event', '1', '--hours', '2']);
	assert.is(await codeOf(buyOne()), 'EVENT_FROZEN');
	await call(fixture.chain.rpcUrl, 'localnet_advance', { ledgers: 1, seconds: 7200 });
	await buyOne();
	assert.is(await guard(['--do', 'freeze', '--event', '1', '--hours', '2']), 'FROZEN_BEFORE');
});

test('a cancel takes the admin’s signature and the guardian’s, also where they are two people', async () => {
	const { registry, roles } = fixture.deployment;
	const [admin, guardian] = [keyOf(roles.deployer), Keypair.random()];
	await fixture.wallets([guardian]);
	const setting = { tag: 'Guardian', values: [guardian.publicKey()] };
	await fixture.call(admin, registry, 'propose', { setting }, registryArgs);
	await fixture.call(guardian, registry, 'accept_role', { change: 4 }, registryArgs);
	await call(fixture.chain.rpcUrl, 'localnet_advance', { ledgers: 1, seconds: 7 * 86_400 });
	await fixture.call(admin, registry, 'apply_change', { change: 4 }, registryArgs);
	const cancel = ['--do', 'cancel', '--event', '1'];
	assert.is(await guard(cancel), 'NOT_GUARDIAN', 'the admin alone');
	const PASSA_GUARDIAN_SECRET = guardian.secret();
	assert.is(
		await guard(cancel, { PASSA_GUARDIAN_SECRET, PASSA_ADMIN_SECRET: guardian.secret() }),
		'NOT_ADMIN',
	);
	const done = (await guard(cancel, { PASSA_GUARDIAN_SECRET })) as Answer;
	assert.type(done.ledger, 'number');
	assert.is(await codeOf(buyOne()), 'SALES_CLOSED');
});

test('the relayer’s powers end at once', async () => {
	const { rpcUrl } = fixture.chain;
	assert.is((await readRegistry(rpcUrl, fixture.deployment.registry)).relayerDisabled, false);
	await guard(['--do', 'disable-relayer']);
	assert.is((await readRegistry(rpcUrl, fixture.deployment.registry)).relayerDisabled, true);
	assert.is(await guard(['--do', 'disable-relayer']), 'RELAYER_DISABLED');
});

test('what was mistyped is refused', async () => {
	const wrong = [
		...[[], ['--do', 'stop'], ['--do', 'pause'], ['--do', 'freeze', '--event', '1']],
		['--do', 'freeze', '--event', '1', '--hours', '169'],
	];
	for (const args of wrong) assert.is(await guard(args), 'FLAGS_INVALID', args.join(' '));
	assert.is(await guard(['--do', 'pause', '--event', '77']), 'EVENT_NOT_FOUND');
});

test.run();
