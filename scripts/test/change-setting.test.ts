import { Keypair } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { call } from '#shared/chain/rpc.ts';
import { readRegistryConfig } from '#shared/chain/state/read-registry-config.ts';
import type { PassaError } from '#shared/errors.ts';
import { runCommand } from '#testing/commands/run-command.ts';
import { ChainFixture, codeOf } from '#testing/fixtures/chain-fixture.ts';
import { type PassaFolder, passaFolder } from '#testing/fixtures/passa-folder.ts';
import { keyOf } from '../deploy/deployment.ts';
import { applySetting, cancelSetting, pendingSetting, proposeSetting } from '../settings/change-setting.ts';
import { describeSetting, type SettingKind, settingKinds, settingOf } from '../settings/setting-kinds.ts';

const test = suite('npm run change-setting');
let fixture: ChainFixture;
let folder: PassaFolder;
let newcomer: Keypair;

test.before.each(async () => {
	fixture = await ChainFixture.start();
	folder = passaFolder(fixture, await fixture.publish());
	newcomer = Keypair.random();
	await fixture.wallets([newcomer]);
});
test.after.each(async () => {
	folder.remove();
	await fixture.close();
});

/** The answer of the command, or its error's code. */
async function change(
	args: string[],
	by?: Keypair,
): Promise<Record<string, Record<string, unknown> | null> | string> {
	const { out, err } = await runCommand('change-setting.ts', ['--data', folder.data, ...args], {
		STELLAR_RPC_URL: fixture.chain.rpcUrl,
		PASSA_SIGNER_SECRET: by?.secret(),
	});
	return out ? JSON.parse(out) : (/^[A-Z_]+/.exec(err)?.[0] ?? err);
}
const config = () => readRegistryConfig(fixture.chain.rpcUrl, fixture.deployment.registry);
const pass = (seconds: number) => call(fixture.chain.rpcUrl, 'localnet_advance', { ledgers: 1, seconds });
const twoDays = 48 * 3600;

test('a role changes hands: proposed by the admin, accepted by the new holder, applied by anybody after 48 hours', async () => {
	const to = newcomer.publicKey();
	assert.is(await change(['--propose', 'platform', '--to', to], newcomer), 'NOT_ADMIN');
	const proposed = await change(['--propose', 'platform', '--to', to]);
	assert.equal((proposed as Record<string, { to: string }>).proposed!.to, to);
	assert.is(await change(['--propose', 'platform', '--to', to]), 'CHANGE_PENDING');
	assert.is(await change(['--accept', 'platform']), 'NOT_PROPOSED', 'the deployer is another account');
	await pass(twoDays);
	assert.is(await change(['--apply', 'platform'], newcomer), 'ROLE_NOT_ACCEPTED');
	const accepted = (await change(['--accept', 'platform'], newcomer)) as Record<
		string,
		{ accepted: boolean }
	>;
	assert.is(accepted.accepted!.accepted, true);
	await change(['--apply', 'platform'], newcomer);
	assert.is((await config()).platform, to);
	assert.equal(await change(['--show', 'platform']), { pending: null });
});

test('each kind is shown as it is typed, waits, and is cancelled', async () => {
	const typed: Record<string, string> = { cap: '2000000.00', 'attribution-key': 'ab'.repeat(32) };
	const by = keyOf(fixture.deployment.roles.deployer);
	const deps = { chain: fixture.chain, registry: fixture.deployment.registry, by };
	await proposeSetting({ ...deps, kind: 'cap' }, settingOf('cap', '1000'));
	const before = await config();
	for (const kind of settingKinds) {
		const to = typed[kind] ?? newcomer.publicKey();
		const change = { ...deps, kind };
		const proposed = await proposeSetting(change, settingOf(kind, to));
		assert.equal(await pendingSetting(change), proposed);
		assert.is((describeSetting(kind, proposed!) as { to: string }).to, to);
		assert.is(await codeOf(applySetting(change)), 'CHANGE_TOO_EARLY', kind);
		await cancelSetting(change);
		assert.is(await pendingSetting(change), null);
	}
	assert.equal(await config(), before);
});

test('a lower cap works at once', async () => {
	assert.equal(await change(['--propose', 'cap', '--to', '12.50']), {
		applied: { kind: 'cap', to: '12.50' },
	});
	assert.is((await config()).event_cap, 125_000_000n);
});

test('what was mistyped is refused before anything is signed', async () => {
	const address = newcomer.publicKey();
	const values: [SettingKind, string][] = [
		['relayer', `${address.slice(0, -1)}${address.endsWith('A') ? 'B' : 'A'}`],
		['cap', '-1'],
		['cap', 'much'],
		['attribution-key', 'ab'],
	];
	for (const [kind, to] of values)
		assert.throws(
			() => settingOf(kind, to),
			(error: PassaError) => error.code === 'FLAGS_INVALID',
		);
	const both = ['--propose', 'relayer', '--apply', 'relayer', '--to', address];
	for (const args of [[], ['--propose', 'owner', '--to', address], both])
		assert.is(await change(args), 'FLAGS_INVALID', args.join(' '));
});

test.run();
