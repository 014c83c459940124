import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PassaFile } from '#scripts/passa-file.ts';
import { ticketsCome } from './buy-by-mpesa.ts';
import { codeTo } from './messages.ts';
import { freshPhone } from './phones.ts';
import { codeField, phoneThatRang } from './rung-phone.ts';
import type { Visit } from './visit.ts';

/** A form that is sent while the indexer is away is kept, says what is wrong with it, and makes the order afterwards. */
export async function keptForm(visit: Visit, _: PassaFile, dataDir: string): Promise<void> {
	const { page } = visit;
	await visit.open('/events/1/checkout?method=mpesa&tier=1');
	await page.getByLabel('How many?').fill('1,5');
	await page.getByLabel('Your M-Pesa number').fill('12345');
	const indexer = indexerOf(dataDir);
	process.kill(indexer, 'SIGSTOP');
	try {
		await page.getByRole('button', { name: 'Pay with M-Pesa' }).click();
		await visit.reads('The checkout cannot be shown right now');
		await page.getByText('Write a whole number of tickets').waitFor();
		await page.getByLabel('How many?').fill('2');
		await page.getByRole('button', { name: 'Go on with this order' }).click();
		await page.getByText('That is not a Kenyan mobile number.').waitFor();
		await visit.fits();
		await page.getByLabel('Your M-Pesa number').fill(freshPhone());
	} finally {
		process.kill(indexer, 'SIGCONT');
	}
	await page.getByRole('button', { name: 'Go on with this order' }).click();
	await page.waitForURL(/\/pay\/[A-Z0-9]+$/);
	await ticketsCome(visit, 2);
	visit.forgive(/400|503/);
}

/** Strangers made the phone ring, and the indexer is away: the kept form asks for the code from the phone, and takes it. */
export async function keptFormProvesPhone(visit: Visit, passa: PassaFile, dataDir: string): Promise<void> {
	const { page } = visit;
	const phone = await phoneThatRang(passa);
	await visit.open('/events/1/checkout?method=mpesa&tier=1');
	await page.getByLabel('Your M-Pesa number').fill(phone);
	const indexer = indexerOf(dataDir);
	process.kill(indexer, 'SIGSTOP');
	try {
		await page.getByRole('button', { name: 'Pay with M-Pesa' }).click();
		await visit.reads('The checkout cannot be shown right now');
		await page.getByText(/^We sent a code by SMS to \+2547/).waitFor();
		await visit.fits();
		await page.getByLabel(codeField).fill('1');
		await page.getByRole('button', { name: 'Go on with this order' }).click();
		await page.getByText(/That code is not right/).waitFor();
		await page.getByRole('button', { name: 'Send a new code' }).click();
		await page.getByText(/That code is not right/).waitFor({ state: 'detached' });
		await page.getByLabel(codeField).fill(await codeTo(visit, phone));
	} finally {
		process.kill(indexer, 'SIGCONT');
	}
	await page.getByRole('button', { name: 'Go on with this order' }).click();
	await page.waitForURL(/\/pay\/[A-Z0-9]+$/);
	await ticketsCome(visit, 1);
	visit.forgive(/400|403|503/);
}

/** The indexer that the Passa of this folder started. */
function indexerOf(dataDir: string): number {
	const [start] = readFileSync(join(dataDir, 'lock'), 'utf8').split(' ');
	const read = (pid: string, file: string): string => {
		try {
			return readFileSync(`/proc/${pid}/${file}`, 'utf8');
		} catch {
			return '';
		}
	};
	const found = readdirSync('/proc').find(
		(pid) =>
			/^\d+$/.test(pid) &&
			read(pid, 'stat').split(') ')[1]?.split(' ')[1] === start &&
			read(pid, 'cmdline').includes('/indexer/main.ts'),
	);
	if (!found) throw new Error(`no indexer was started from ${dataDir}`);
	return Number(found);
}
