import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeCluster } from '#scripts/postgres/home.ts';
import { root } from '#scripts/wasm/artifacts.ts';
import { command, ready } from '../commands/running-command.ts';
import { Failures } from './failures.ts';
import { type Counts, runCounted } from './run-counted.ts';

/** `.ci/run`: `npm test`, then every `e2e:*` script against one fresh Passa. The closing line sums all of them; what
 * failed is printed once more before it. */
const port = 20_000 + (process.pid % 700) * 16;
const begun = performance.now();
const total: Counts = { passed: 0, failed: 0 };
const failures = new Failures();

await count('npm test', runCounted('npm', ['test'], print));
await onFreshPassa(async (data) => {
	for (const name of browserScripts())
		await count(name, runCounted('npm', ['run', '--silent', name, '--', '--data', data], print));
});

const minutes = ((performance.now() - begun) / 60_000).toFixed(1);
if (failures.text) console.log(`\nwhat failed, once more:\n${failures.text}`);
console.log(`\nall of it took ${minutes} min`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed > 0 || total.passed === 0 ? 1 : 0);

function print(line: string): void {
	console.log(line);
	failures.read(line);
}

/** Each issue adds its own `e2e:<name>` to package.json. This file needs no change. */
function browserScripts(): string[] {
	const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
	return Object.keys(scripts).filter((name) => name.startsWith('e2e:'));
}

async function count(name: string, work: Promise<Counts>): Promise<void> {
	const from = performance.now();
	const { passed, failed } = await work;
	total.passed += passed;
	total.failed += failed;
	const seconds = ((performance.now() - from) / 1000).toFixed(1);
	console.log(`${failed ? 'FAIL' : ' ok '} ${seconds} s  ${name}: ${passed} of ${passed + failed}`);
}

/** Runs a Passa with demo data in its own folder. Starting and stopping it counts as one test. */
async function onFreshPassa(work: (data: string) => Promise<void>): Promise<void> {
	const data = mkdtempSync(join(tmpdir(), 'passa-ci-'));
	const passa = command('start.ts', ['--data', data, '--port', String(port)]);
	let failure: string | null = null;
	try {
		await ready(data, passa);
		await work(data);
	} catch (error) {
		failure = (error as Error).message;
	}
	passa.child.kill('SIGINT');
	const code = await passa.ended;
	if (code !== 0) failure ??= `npm start ended with ${code}: ${passa.output()}`;
	if (failure) print(`FAIL npm start: ${failure}`);
	await count('npm start', Promise.resolve({ passed: failure ? 0 : 1, failed: failure ? 1 : 0 }));
	removeCluster(data);
	rmSync(data, { recursive: true, force: true });
}
