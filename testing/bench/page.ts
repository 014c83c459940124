import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { chromium } from 'playwright-core';
import { passaFile, readPassaFile } from '#scripts/passa-file.ts';
import { removeCluster } from '#scripts/postgres/home.ts';
import { root } from '#scripts/wasm/artifacts.ts';
import { freePort } from '#testing/fixtures/free-port.ts';
import { type Figure, percentile, report, seconds } from './figure.ts';
import { howMeasured, pageVitals } from './page-vitals.ts';

/**
 * Measures what a phone loads for an event's page, the time to the first byte, the time of `npm start`, and what a person
 * with a slow phone sees and taps.
 */
const requests = 300;
const dataDir = mkdtempSync(join(tmpdir(), 'passa-bench-'));

const cold = await startPassa();
const { web } = readPassaFile(dataDir);
const page = new URL('/events/1', web).href;
const loaded = await load(page);
const first = await timesOf(page);
const plain = await timesOf(new URL('/healthz', web).href);
const seen = await pageVitals(web!);
await cold.stop();
const again = await startPassa();
await again.stop();
removeCluster(dataDir);
rmSync(dataDir, { recursive: true, force: true });

const health = { name: 'p50 of /healthz, ms', value: percentile(plain, 50) };
const figures: Figure[] = [
	{ name: 'event page: JavaScript, gzipped', value: loaded.script / 1024, unit: 'KB', goal: '≤ 80' },
	{
		name: 'event page: everything but pictures, gzipped',
		value: loaded.all / 1024,
		unit: 'KB',
		goal: '≤ 150',
	},
	{
		name: 'event page: time to first byte, p50',
		value: percentile(first, 50),
		unit: 'ms',
		reference: health,
	},
	{
		name: 'event page: time to first byte, p99',
		value: percentile(first, 99),
		unit: 'ms',
		reference: health,
	},
	{ name: 'npm start, nothing there yet', value: cold.seconds, unit: 's', goal: '< 60' },
	{
		name: 'npm start, second time',
		value: again.seconds,
		unit: 's',
		goal: '< 15',
		reference: { name: 'the first start, s', value: cold.seconds },
	},
];
report([...figures, ...seen], howMeasured);
process.exit();

/** Bytes as a server that compresses would send them. Fonts are compressed already. */
async function load(url: string): Promise<{ script: number; all: number }> {
	const browser = await chromium.launch({
		executablePath: '/usr/bin/chromium',
		args: ['--no-sandbox', '--disable-gpu'],
	});
	const sizes = { script: 0, all: 0 };
	const bodies: Promise<void>[] = [];
	const tab = await browser.newPage({ viewport: { width: 390, height: 844 } });
	tab.on('response', (response) => {
		const type = response.request().resourceType();
		if (type === 'image') return;
		bodies.push(
			response.body().then((body) => {
				const size = type === 'font' ? body.length : gzipSync(body).length;
				if (type === 'script') sizes.script += size;
				sizes.all += size;
			}),
		);
	});
	await tab.goto(url, { waitUntil: 'load' });
	await tab.waitForTimeout(1500);
	await Promise.all(bodies);
	await browser.close();
	return sizes;
}

async function timesOf(url: string): Promise<number[]> {
	const times: number[] = [];
	for (let i = 0; i < requests; i++) {
		const begun = performance.now();
		const response = await fetch(url);
		times.push(performance.now() - begun);
		if (!response.ok) throw new Error(`${url}: HTTP ${response.status}`);
		await response.arrayBuffer();
	}
	return times;
}

async function startPassa(): Promise<{ seconds: number; stop(): Promise<void> }> {
	const begun = performance.now();
	const port = await freePort();
	const args = ['--no-warnings', join(root, 'scripts/start.ts'), '--data', dataDir, '--port', String(port)];
	const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
	process.once('exit', () => child.kill('SIGTERM'));
	while (!existsSync(passaFile(dataDir))) {
		if (child.exitCode !== null) throw new Error('npm start ended');
		await new Promise((done) => setTimeout(done, 50));
	}
	return {
		seconds: seconds(begun),
		async stop() {
			const ended = new Promise((done) => child.once('exit', done));
			child.kill('SIGTERM');
			await ended;
		},
	};
}
