import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Asset, Keypair, Operation } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Localnet, startLocalnet } from '#localnet/localnet.ts';
import { serverOf } from '#shared/chain/rpc-server.ts';
import { readEventState } from '#shared/chain/state/event-state.ts';
import { readRegistryConfig } from '#shared/chain/state/read-registry-config.ts';
import { signWith, submit } from '#shared/chain/submit/invoke.ts';
import { mainnetPassphrase } from '#shared/networks.ts';
import { runCommand } from '#testing/commands/run-command.ts';
import { codeOf } from '#testing/fixtures/chain-fixture.ts';
import { otherCode } from '#testing/fixtures/other-code.ts';
import { fieldIs, misbehavingNode } from '#testing/proxies/misbehaving-node.ts';
import manifest from '../../wasm-manifest.json' with { type: 'json' };
import { deploy } from '../deploy/deploy.ts';
import { readDeployment } from '../deploy/deployment.ts';
import { ensureDeployed } from '../deploy/ensure-deployed.ts';
import { fund } from '../deploy/send-classic.ts';
import { verifyCode } from '../deploy/verify-code.ts';
import { committedFile } from '../wasm/artifacts.ts';

const test = suite('npm run deploy');
const passphrase = 'A network of our own ; November 2026';
const folders: string[] = [];
const [deployer, issuer] = [Keypair.random(), Keypair.random()];
const [relayer, treasury] = [Keypair.random().publicKey(), Keypair.random().publicKey()];
const usdc = `USDC:${issuer.publicKey()}`;
let net: Localnet;

const startNet = () => startLocalnet({ dataDir: null, port: 0, closeSeconds: 'instant', passphrase });
const chain = () => ({ rpcUrl: net.url, passphrase });
const freshFolder = (): string => {
	folders.push(mkdtempSync(join(tmpdir(), 'passa-deploy-')));
	return folders.at(-1)!;
};

test.before(async () => {
	net = await startNet();
	for (const key of [deployer, issuer]) await fund(chain(), key.publicKey());
	await submit({
		chain: chain(),
		source: issuer.publicKey(),
		sign: signWith(issuer, passphrase),
		operation: Operation.createStellarAssetContract({ asset: new Asset('USDC', issuer.publicKey()) }),
	});
});
test.after(async () => {
	await net.close();
	for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const env = (change: Record<string, string> = {}): Record<string, string> => ({
	STELLAR_RPC_URL: net.url,
	STELLAR_NETWORK_PASSPHRASE: passphrase,
	PASSA_DEPLOYER_SECRET: deployer.secret(),
	PASSA_RELAYER: relayer,
	PASSA_TREASURY: treasury,
	PASSA_USDC: usdc,
	...change,
});

const options = () => ({ chain: chain(), deployerSecret: deployer.secret(), relayer, treasury, usdc });
const transactions = async () => (await serverOf(chain()).getAccount(deployer.publicKey())).sequenceNumber();

test('deploys to the network that the environment names, and only once', async () => {
	const data = freshFolder();
	const first = await runCommand('deploy.ts', ['--data', data], env());
	assert.is(first.code, 0, first.err);
	const answer = JSON.parse(first.out);
	assert.is(answer.alreadyDeployed, false);
	assert.is(answer.usdc, new Asset('USDC', issuer.publicKey()).contractId(passphrase));
	const file = join(data, 'deployment.json');
	assert.is(statSync(file).mode & 0o777, 0o600);
	assert.not.match(readFileSync(file, 'utf8'), deployer.secret());
	const sent = await transactions();
	const again = await runCommand('deploy.ts', ['--data', data], env());
	assert.equal(JSON.parse(again.out), { ...answer, alreadyDeployed: true });
	assert.is(await transactions(), sent);
});

test('goes on where it was interrupted: nothing is paid for twice', async () => {
	const data = freshFolder();
	const sent = await transactions();
	const { deployment } = await ensureDeployed(data, options());
	assert.is(await transactions(), sent, 'the same registry, without a transaction');
	assert.equal(readDeployment(data), deployment);
	const other = await ensureDeployed(freshFolder(), { ...options(), platform: relayer });
	assert.is.not(other.deployment.registry, deployment.registry);
	assert.is(
		BigInt(await transactions()) - BigInt(sent),
		2n,
		'another registry and its contract of points, of code that is there',
	);
});

test('an RPC of another network ends it before anything is signed', async () => {
	const node = await misbehavingNode(net.url);
	const run = (data: string) =>
		runCommand('deploy.ts', ['--data', data], env({ STELLAR_RPC_URL: node.url, PASSA_PLATFORM: treasury }));
	try {
		const [data, sent] = [freshFolder(), await transactions()];
		node.behave(fieldIs(['getNetwork'], 'passphrase', 'Another Network'));
		const { code, err } = await run(data);
		assert.is(code, 1);
		assert.match(err, /^RPC_WRONG_NETWORK: [^\n]*"Another Network"[^\n]*\n$/);
		assert.equal([...new Set(node.asked.map(({ method }) => method))], ['getNetwork']);
		assert.is(readDeployment(data), null);
		assert.is(await transactions(), sent);
		// The negative control: the same command deploys once the node names our network.
		node.behave(null);
		assert.is((await run(data)).code, 0);
		assert.is(BigInt(await transactions()) - BigInt(sent), 2n, 'the registry and its contract of points');
		// A folder that is deployed already is no exception.
		node.behave(fieldIs(['getNetwork'], 'passphrase', 'Another Network'));
		assert.match((await run(data)).err, /^RPC_WRONG_NETWORK: /);
	} finally {
		await node.close();
	}
});

test('the guardian is another account where the environment names one', async () => {
	const rolesIn = async (change: Record<string, string>) => {
		const { out, err } = await runCommand('deploy.ts', ['--data', freshFolder()], env(change));
		assert.is(err.includes('ENV_INVALID'), false, err);
		const { admin, guardian } = await readRegistryConfig(net.url, JSON.parse(out).registry);
		return [admin, guardian];
	};
	const guardian = Keypair.random().publicKey();
	assert.equal(await rolesIn({ PASSA_GUARDIAN: guardian }), [deployer.publicKey(), guardian]);
	assert.equal(await rolesIn({}), [deployer.publicKey(), deployer.publicKey()]);
});

test('on mainnet admin and guardian are two keys', async () => {
	const onMainnet = { ...options(), chain: { rpcUrl: net.url, passphrase: mainnetPassphrase } };
	const refused = [{}, { guardian: deployer.publicKey() }].map((roles) =>
		codeOf(deploy({ ...onMainnet, ...roles })),
	);
	assert.equal(await Promise.all(refused), ['ENV_INVALID', 'ENV_INVALID']);
	const guarded = { ...onMainnet, guardian: Keypair.random().publicKey() };
	assert.is.not(await codeOf(deploy(guarded)), 'ENV_INVALID', 'the control');
});

test('code that this release does not know is named, however it came there', async () => {
	const { deployment } = await ensureDeployed(freshFolder(), options());
	const { registryWasm, eventWasm } = await verifyCode(net.url, deployment.registry);
	assert.equal([registryWasm, eventWasm], [manifest.registry.sha256, manifest.event.sha256]);
	const event = readFileSync(committedFile('event'));
	const strange = await deploy({ ...options(), code: { registry: otherCode('registry'), event } });
	assert.is(await codeOf(verifyCode(net.url, strange.registry)), 'CODE_NOT_REGISTRY');
});

test('says what is wrong with the environment, without its values', async () => {
	const refused = async (change: Record<string, string>) => {
		const { code, err } = await runCommand('deploy.ts', ['--data', freshFolder()], env(change));
		assert.is(code, 1);
		assert.not.match(err, deployer.secret());
		return err;
	};
	const typo = (text: string) => `${text.slice(0, -1)}${text.endsWith('A') ? 'B' : 'A'}`;
	const mistyped = await Promise.all([
		refused({ PASSA_DEPLOYER_SECRET: typo(deployer.secret()) }),
		refused({ PASSA_RELAYER: typo(relayer) }),
		refused({ PASSA_TREASURY: typo(treasury) }),
		refused({ PASSA_PLATFORM: 'somebody' }),
		refused({ PASSA_GUARDIAN: 'somebody' }),
		refused({ PASSA_USDC: `TOO_LONG_A_CODE:${issuer.publicKey()}` }),
	]);
	for (const [i, name] of [
		'DEPLOYER_SECRET',
		'RELAYER',
		'TREASURY',
		'PLATFORM',
		'GUARDIAN',
		'USDC',
	].entries())
		assert.match(mistyped[i]!, new RegExp(`^ENV_INVALID: [^\\n]*PASSA_${name} must be [^\\n]*\\n$`));
	const all = await Promise.all([
		refused({ PASSA_DEPLOYER_SECRET: 'SECRET' }),
		refused({ PASSA_TREASURY: relayer }),
		refused({ PASSA_USDC: 'USDC' }),
		refused({ PASSA_USDC: `USDC:${Keypair.random().publicKey()}` }),
		refused({ STELLAR_NETWORK_PASSPHRASE: 'Public Global Stellar Network ; September 2015', PASSA_USDC: '' }),
	]);
	assert.match(all[0], /ENV_INVALID: .*PASSA_DEPLOYER_SECRET must be the secret key/);
	assert.match(all[1], /ENV_INVALID: PASSA_RELAYER and PASSA_TREASURY must be two different addresses/);
	assert.match(all[2], /ENV_INVALID: PASSA_USDC must be CODE:ISSUER/);
	assert.match(all[3], 'USDC_MISSING');
	assert.match(all[4], /^RPC_WRONG_NETWORK: /m);
});

test('refuses a folder of another network, and one whose contracts are gone', async () => {
	const data = freshFolder();
	await ensureDeployed(data, options());
	const elsewhere = { ...options(), chain: { rpcUrl: net.url, passphrase: 'Elsewhere' } };
	assert.is(await codeOf(ensureDeployed(data, elsewhere)), 'OTHER_NETWORK');
	assert.is(
		await codeOf(ensureDeployed(freshFolder(), { ...options(), usdc: undefined })),
		'NETWORK_UNKNOWN',
	);
	const reset = await startNet();
	try {
		const gone = { ...options(), chain: { rpcUrl: reset.url, passphrase } };
		assert.is(await codeOf(ensureDeployed(data, gone)), 'DEPLOYMENT_GONE');
	} finally {
		await reset.close();
	}
});

test('an account that does not exist, and a contract that is no event, have their codes', async () => {
	const nobody = { ...options(), deployerSecret: Keypair.random().secret(), platform: deployer.publicKey() };
	assert.is(await codeOf(ensureDeployed(freshFolder(), nobody)), 'ACCOUNT_UNKNOWN');
	const { deployment } = await ensureDeployed(freshFolder(), options());
	assert.is(await codeOf(readEventState(net.url, deployment.registry)), 'EVENT_NOT_FOUND');
});

test.run();
