import { resolve } from 'node:path';
import { announcedEvents } from '#shared/chain/events/announcements.ts';
import { readEventState } from '#shared/chain/state/event-state.ts';
import type { Chain } from '#shared/chain/submit/invoke.ts';
import type { PassaError } from '#shared/errors.ts';
import { localnetPassphrase } from '#shared/networks.ts';
import { lockDataFolder } from './data-folder.ts';
import type { Demo } from './demo/demo-file.ts';
import type { Place } from './demo/publish-demo-event.ts';
import { seedDemo } from './demo/seed.ts';
import { openTonight, type Tonight } from './demo/tonight.ts';
import { assertSameDeployment } from './deploy/assert-same-deployment.ts';
import type { Deployment } from './deploy/deployment.ts';
import { ensureDeployed } from './deploy/ensure-deployed.ts';
import { openPayouts } from './deploy/open-payouts.ts';
import { readFlags, wholeNumber } from './flags.ts';
import { type PassaFile, removePassaFile, writePassaFile } from './passa-file.ts';
import { clearDatabase, endOrphan } from './postgres/end-orphan.ts';
import type { Database } from './postgres/roles.ts';
import { startDatabase } from './postgres/run-database.ts';
import { ProcessGroup, refuseTakenPort } from './process-group.ts';
import { runScript } from './run-script.ts';
import { readSecrets } from './secrets.ts';
import {
	type BaseRun,
	localnetService,
	originOf,
	portsFrom,
	type Run,
	secondSupportAddress,
	services,
	supportAddress,
} from './services.ts';

const host = '127.0.0.1';
const defaultData = '.passa';
/** A service stops within this time after its parent is gone. */
const endWithinMs = 12_000;
const step = (line: string): void => console.log(`· ${line}`);

/** `npm start`: the whole of Passa on this machine. */
await runScript(async () => {
	const flags = readFlags({
		data: { type: 'string', default: defaultData },
		port: { type: 'string', default: '3000' },
		reset: { type: 'boolean', default: false },
		'close-seconds': { type: 'string', default: '1' },
		'no-demo': { type: 'boolean', default: false },
	});
	const ports = portsFrom(wholeNumber('port', flags.port, 1, 65_000));
	const closeSeconds = wholeNumber('close-seconds', flags['close-seconds'], 1, 10);
	const { dataDir, leftByCrash, release } = lockDataFolder(flags.data, flags.reset);
	const base: BaseRun = { dataDir, host, ports, closeSeconds, passphrase: localnetPassphrase };

	const ended = untilStopped();
	const processes = new ProcessGroup(ended.fail);
	try {
		if (flags.reset) await clearDatabase(dataDir);
		else await endOrphan(dataDir);
		await refuseTakenPorts(base, leftByCrash);
		const started = startAll(processes, base, !flags['no-demo']);
		await Promise.race([started, ended.promise]);
		await ended.promise;
	} finally {
		removePassaFile(dataDir);
		await processes.stop();
		release();
	}
	console.log('stopped');
});
// A failed start may leave a pending request that would keep the process alive.
process.exit();

/** Checks all ports before anything starts. */
async function refuseTakenPorts({ ports, host }: BaseRun, leftByCrash: boolean): Promise<void> {
	const patience = leftByCrash ? endWithinMs : 0;
	for (const [name, port] of Object.entries(ports)) await refuseTakenPort(port, name, host, patience);
}

async function startAll(processes: ProcessGroup, base: BaseRun, withDemo: boolean): Promise<void> {
	const begun = performance.now();
	const { dataDir, passphrase } = base;
	step('starting PostgreSQL, and localnet: a Stellar network in one process');
	const [database, rpcUrl] = await Promise.all([
		startDatabase(processes, base),
		processes.start(localnetService, base),
	]);
	const chain: Chain = { rpcUrl, passphrase };
	await assertSameDeployment(dataDir, database.adminUrl);
	const deployed = await ensureDeployed(dataDir, { chain, progress: step });
	const deployment = await openPayouts(dataDir, chain, deployed.deployment);
	const { urls, simulators } = await startServices(processes, { ...base, database, deployment });
	const tonight = withDemo ? await demoOf({ chain, deployment, dataDir }, urls) : null;
	const described = await describe(chain, database, deployment, tonight?.demo ?? null);
	const passa = {
		...described,
		...urls,
		simulators,
		people: [...described.people, ...(tonight?.people ?? []), ...supportPeople(urls.web!)],
		...(tonight
			? { gates: tonight.gates, passes: tonight.passes, walls: wallsOf(described, tonight, urls.web!) }
			: {}),
	};
	writePassaFile(dataDir, passa);
	const support = `${urls.web}/support?token=${readSecrets(dataDir).supportToken}`;
	printTable(passa, support, dataDir, (performance.now() - begun) / 1000);
}

/** Named by its number, as people name it to each other. */
function wallsOf({ events }: PassaFile, { event }: Tonight, web: string): PassaFile['walls'] {
	return events
		.filter(({ address }) => address === event)
		.map(({ no }) => ({ event, url: `${web}/wall/${no}` }));
}

/** Events to come, and one of today with its gates. */
async function demoOf(place: Place, urls: Record<string, string>): Promise<Tonight> {
	const demo = await seedDemo(place.chain, place.deployment, place.dataDir, step, urls.relayer!);
	step('an event of today opens its gates');
	return openTonight(place, { platform: urls.platform!, relayer: urls.relayer!, web: urls.web! }, demo);
}

async function startServices(processes: ProcessGroup, run: Run): Promise<Started> {
	const urls: Record<string, string> = {};
	const simulators: Record<string, { url: string; control: string }> = {};
	for (const service of services) {
		step(`starting ${service.simulator ? `a simulated ${service.name}` : service.name}`);
		const url = await processes.start(service, run);
		if (service.simulator) simulators[service.name] = { url, control: `${url}/control` };
		else urls[service.name] = url;
	}
	return { urls: { ...urls, web: originOf(run) }, simulators };
}

/** The addresses of services, and of the simulators that replace providers. */
type Started = { urls: Record<string, string>; simulators: PassaFile['simulators'] };

async function describe(
	chain: Chain,
	database: Database,
	deployment: Deployment,
	demo: Demo | null,
): Promise<PassaFile> {
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
		contracts: {
			registry: deployment.registry,
			usdc: deployment.usdc,
			...(deployment.loyalty ? { loyalty: deployment.loyalty } : {}),
		},
		usdcAsset: deployment.usdcAsset,
		database: database.adminUrl,
		events,
		people: demo?.people ?? [],
	};
}

function supportPeople(web: string): PassaFile['people'] {
	return [supportAddress, secondSupportAddress].map((address, i) => ({
		name: i === 0 ? 'Passa support' : 'Passa support, second person',
		role: 'admin',
		login: `code sent to ${address}, read it at ${web}/outbox`,
	}));
}

function printTable(passa: PassaFile, support: string, dataDir: string, seconds: number): void {
	const urls = Object.entries(passa).filter(([, v]) => typeof v === 'string' && v.startsWith('http'));
	console.log(`\nPassa is ready (${seconds.toFixed(1)} s)\n`);
	for (const [name, url] of urls) console.log(`  ${name.padEnd(12)} ${url}`);
	const { mpesa } = passa.simulators ?? {};
	if (mpesa) console.log(`  ${'M-Pesa'.padEnd(12)} ${mpesa.url} (simulated; misbehaves at ${mpesa.control})`);
	console.log(`  ${'support'.padEnd(12)} ${support}`);
	for (const { url } of passa.walls ?? [])
		console.log(`  ${'wall'.padEnd(12)} ${url} (a screen at the event of today)`);
	if (passa.events.length > 0) console.log('\n  events');
	for (const e of passa.events) console.log(`  ${String(e.no).padEnd(4)} ${e.name.padEnd(28)} ${e.address}`);
	console.log('\n  people (secrets of wallets in passa.json)');
	for (const p of passa.people)
		console.log(`  ${p.role.padEnd(10)} ${p.name.padEnd(30)} ${p.address ?? p.login}`);
	const on = dataDir === resolve(defaultData) ? '' : ` --data '${dataDir.replaceAll("'", "'\\''")}'`;
	console.log(`\n  try   ${commandsFor(passa, on).join('\n        ')}\n  stop  Ctrl-C\n`);
}

/** What a stranger may try, on this folder. */
function commandsFor({ gates, passes, events }: PassaFile, on: string): string[] {
	const commands = [
		`npm run buy -- --event 1 --tier 1 --qty 2${on}`,
		`npm run buy -- --event 1 --tier 1 --method mpesa${on}`,
		`npm run audit -- --event 1${on}`,
	];
	const [gate, pass] = [gates?.[0], passes?.[0]];
	if (!gate || !pass) return commands;
	const no = events.find(({ address }) => address === gate.event)?.no ?? gate.event;
	const show = `pass -- --order ${pass.order} --event ${no}${on}`;
	const enrol = `--event ${no} --gate '${gate.gate}' --code ${gate.enrolCode}${on}`;
	return [...commands, `npm run ${show}`, `npm run gate -- ${enrol} --scan "$(npm run -s ${show})"`];
}

/**
 * Resolves at a stop signal; rejects when a service ends by itself. A second signal changes
 * nothing: npm passes Ctrl-C on to a process that already got it from the terminal.
 */
function untilStopped(): { promise: Promise<void>; fail: (error: PassaError) => void } {
	const { promise, resolve, reject } = Promise.withResolvers<void>();
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve());
	// Writing to a closed terminal fails, and the services still have to stop.
	for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
	promise.catch(() => {});
	return { promise, fail: reject };
}
