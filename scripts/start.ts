import { announcedEvents } from '#shared/chain/directory.ts';
import { readEventState } from '#shared/chain/event-state.ts';
import type { Chain } from '#shared/chain/invoke.ts';
import type { PassaError } from '#shared/errors.ts';
import { localnetPassphrase } from '#shared/networks.ts';
import { Children } from './children.ts';
import { takeDataFolder } from './data-folder.ts';
import { readDemo, writeDemo } from './demo/demo-file.ts';
import { type Demo, seedDemo } from './demo/seed.ts';
import { deploy } from './deploy/deploy.ts';
import { type Deployment, readDeployment, writeDeployment } from './deploy/deployment.ts';
import { readFlags, wholeNumber } from './flags.ts';
import { type PassaFile, removePassaFile, writePassaFile } from './passa-file.ts';
import { runScript } from './run-script.ts';
import { localnetService, portsFrom, type Run } from './services.ts';

const host = '127.0.0.1';
const step = (line: string): void => console.log(`· ${line}`);

/** `npm start`: the whole of Passa on this machine. */
await runScript(async () => {
	const flags = readFlags({
		data: { type: 'string', default: '.passa' },
		port: { type: 'string', default: '3000' },
		reset: { type: 'boolean', default: false },
		'close-seconds': { type: 'string', default: '1' },
		'no-demo': { type: 'boolean', default: false },
	});
	const ports = portsFrom(wholeNumber('port', flags.port, 1, 65_000));
	const closeSeconds = wholeNumber('close-seconds', flags['close-seconds'], 1, 60);
	const { dataDir, release } = takeDataFolder(flags.data, flags.reset);
	const run: Run = { dataDir, host, ports, closeSeconds, passphrase: localnetPassphrase, deployment: null };

	const ended = untilStopped();
	const children = new Children(ended.fail);
	try {
		const started = startAll(children, run, !flags['no-demo']);
		await Promise.race([started, ended.promise]);
		await ended.promise;
	} finally {
		removePassaFile(dataDir);
		await children.stop();
		release();
	}
	console.log('stopped');
	// A failed start may leave a request of its own waiting.
	process.exit();
});

async function startAll(children: Children, run: Run, withDemo: boolean): Promise<void> {
	const begun = performance.now();
	step('starting localnet, a Stellar network in one process');
	const rpc = await children.start(localnetService, run);
	const chain: Chain = { rpcUrl: rpc, passphrase: run.passphrase };
	const deployment = await ensureDeployed(chain, run.dataDir);
	run.deployment = deployment;
	const demo = withDemo ? await ensureDemo(chain, deployment, run.dataDir) : null;
	const passa = await describe(chain, deployment, demo);
	writePassaFile(run.dataDir, passa);
	printTable(passa, (performance.now() - begun) / 1000);
}

async function ensureDeployed(chain: Chain, dataDir: string): Promise<Deployment> {
	const known = readDeployment(dataDir);
	if (known) return known;
	const deployment = await deploy({ chain, progress: step });
	writeDeployment(dataDir, deployment);
	return deployment;
}

async function ensureDemo(chain: Chain, deployment: Deployment, dataDir: string): Promise<Demo> {
	const known = readDemo(dataDir);
	if (known) return known;
	const demo = await seedDemo(chain, deployment, dataDir, step);
	writeDemo(dataDir, demo);
	return demo;
}

async function describe(chain: Chain, deployment: Deployment, demo: Demo | null): Promise<PassaFile> {
	const announced = await announcedEvents(chain.rpcUrl, deployment.registry, deployment.sinceLedger);
	const events = await Promise.all(
		announced.map(async ({ no, event }) => {
			const { terms } = await readEventState(chain.rpcUrl, event);
			return { no, address: event, name: terms.name };
		}),
	);
	return {
		rpc: chain.rpcUrl,
		friendbot: `${chain.rpcUrl}/friendbot`,
		networkPassphrase: chain.passphrase,
		contracts: { registry: deployment.registry, usdc: deployment.usdc },
		usdcAsset: deployment.usdcAsset,
		events,
		people: demo?.people ?? [],
	};
}

function printTable(passa: PassaFile, seconds: number): void {
	const urls = Object.entries(passa).filter(([, v]) => typeof v === 'string' && v.startsWith('http'));
	console.log(`\nPassa is ready (${seconds.toFixed(1)} s)\n`);
	for (const [name, url] of urls) console.log(`  ${name.padEnd(12)} ${url}`);
	if (passa.events.length > 0) console.log('\n  events');
	for (const e of passa.events) console.log(`  ${String(e.no).padEnd(4)} ${e.name.padEnd(28)} ${e.address}`);
	if (passa.people.length > 0) console.log('\n  demo wallets (secrets in passa.json)');
	for (const p of passa.people) console.log(`  ${p.role.padEnd(10)} ${p.name.padEnd(30)} ${p.address}`);
	console.log(
		'\n  try   npm run buy -- --event 1 --tier 1 --qty 2\n        npm run audit -- --event 1\n  stop  Ctrl-C\n',
	);
}

/** Settles at SIGINT or SIGTERM; fails when a child ended by itself. */
function untilStopped(): { promise: Promise<void>; fail: (error: PassaError) => void } {
	let fail: (error: PassaError) => void = () => {};
	const promise = new Promise<void>((done, failed) => {
		fail = failed;
		process.once('SIGINT', () => done());
		process.once('SIGTERM', () => done());
	});
	promise.catch(() => {});
	return { promise, fail: (error) => fail(error) };
}
