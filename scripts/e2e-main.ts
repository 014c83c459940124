import { chromium } from 'playwright-core';
import { PassaError } from '#shared/errors.ts';
import { auditIsGreen } from './e2e/audit.ts';
import { buyWithDemoWallet } from './e2e/buy-with-demo-wallet.ts';
import { looksRight } from './e2e/looks-right.ts';
import { Visit } from './e2e/visit.ts';
import { readFlags } from './flags.ts';
import { readPassaFile } from './passa-file.ts';
import { runScript } from './run-script.ts';

/** What a headless Chromium needs to start as any user and to keep to itself. */
const quiet = [
	'--no-sandbox',
	'--disable-gpu',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];

/** `npm run e2e:main`: a real browser on a running Passa. Buys, reads the order, audits; no request leaves this machine. */
await runScript(async () => {
	const flags = readFlags({
		data: { type: 'string', default: '.passa' },
		chromium: { type: 'string', default: '/usr/bin/chromium' },
	});
	const { web } = readPassaFile(flags.data);
	if (!web) throw new PassaError('NOT_RUNNING', 'there is no web in this Passa');
	const browser = await chromium.launch({ executablePath: flags.chromium, args: quiet });
	let passed = 0;
	let failed = 0;
	try {
		const visit = await Visit.begin(browser, web);
		for (const [name, work] of Object.entries({ buyWithDemoWallet, auditIsGreen, looksRight })) {
			try {
				await work(visit);
				visit.mustBeClean();
				passed++;
				console.log(` ok  ${name}`);
			} catch (error) {
				failed++;
				console.log(`FAIL ${name}: ${(error as Error).message}`);
			}
		}
	} finally {
		await browser.close();
	}
	console.log(`\n${passed} passed, ${failed} failed`);
	if (failed > 0) process.exitCode = 1;
});
