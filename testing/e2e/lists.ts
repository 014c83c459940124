import { Pool } from 'pg';
import type { PassaFile } from '#scripts/passa-file.ts';
import { freshAddress, signInByEmail } from './sign-in.ts';
import { Visit } from './visit.ts';

const copies = 30;
const firstCopy = 900_000;

/** Home begins with what comes next, its list goes on by links without scripts, and past events stand apart. */
export async function listsGoOn(visit: Visit, { database }: PassaFile): Promise<void> {
	const pool = new Pool({ connectionString: database, max: 1 });
	try {
		await copyEvents(pool);
		const coming = await allPages(visit, '/?q=Copy', 'More events');
		expectNames(coming, 'Coming copy');
		const past = await allPages(visit, '/?q=Copy&past=1', 'Older ones');
		expectNames(past, 'Past copy');
		await visit.open('/?past=1');
		await visit.reads('Past events');
		await visit.fits();
		await visit.accessible();
		await visit.page.getByRole('link', { name: 'Coming events' }).click();
		await visit.page.getByRole('link', { name: 'Past events' }).waitFor();
		await visit.open('/?after=nonsense');
		await visit.page.getByText('That page is no longer there, so the list begins again.').waitFor();
	} finally {
		await pool.query('DELETE FROM chain.tiers WHERE event_no >= $1', [firstCopy]);
		await pool.query('DELETE FROM chain.events WHERE no >= $1', [firstCopy]);
		await pool.end();
	}
}

/** Copies of the first event, a day apart: "Coming copy 1" is the next one, "Past copy 1" the last one. */
async function copyEvents(pool: Pool): Promise<void> {
	await pool.query(
		`INSERT INTO chain.events SELECT (jsonb_populate_record(e, jsonb_build_object(
			'no', $1::int + way.at * 100 + i, 'address', concat('copy', way.at, '-', i), 'metadata_hash', 'none',
			'name', concat(way.name, ' copy ', i),
			'starts_at', extract(epoch from now())::bigint + way.sign * i * 86400 - 3600,
			'ends_at', extract(epoch from now())::bigint + way.sign * i * 86400))).*
		FROM chain.events e, generate_series(1, $2::int) i, (VALUES (0, 1, 'Coming'), (1, -1, 'Past')) way(at, sign, name)
		WHERE e.no = 1`,
		[firstCopy, copies],
	);
	await pool.query(
		`INSERT INTO chain.tiers SELECT (jsonb_populate_record(t, jsonb_build_object('event_no', e.no))).*
		FROM chain.tiers t, chain.events e WHERE t.event_no = 1 AND e.no >= $1`,
		[firstCopy],
	);
}

async function allPages(visit: Visit, path: string, next: string): Promise<string[]> {
	const names: string[] = [];
	await visit.open(path);
	for (let pages = 1; ; pages++) {
		names.push(...(await visit.page.locator('main li h2').allTextContents()));
		const link = visit.page.getByRole('link', { name: next });
		if ((await link.count()) === 0) return names;
		if (pages > 5) throw new Error(`${path} does not end`);
		await link.click();
		await visit.page.getByRole('link', { name: 'Back to the beginning' }).waitFor();
	}
}

function expectNames(found: string[], name: string): void {
	const expected = Array.from({ length: copies }, (_, i) => `${name} ${i + 1}`);
	if (found.join() !== expected.join()) throw new Error(`the pages hold ${found.join()}`);
}

/** What people type finds what they mean, and what is too long is cut with a sentence. */
export async function searchFindsWords(visit: Visit): Promise<void> {
	const { page } = visit;
	for (const [words, event] of [
		['wamu', 'Blankets & Basslines'],
		['WAMŨ nairobi', 'Blankets & Basslines'],
		["achieng' live", 'Pwani Comedy Night'],
		['achieng', 'Pwani Comedy Night'],
		['njeri tech', 'Kisumu Lakeside Tech Day'],
	]) {
		await visit.open('/');
		await page.getByRole('searchbox').fill(words!);
		await page.getByRole('button', { name: 'Search' }).click();
		await page.waitForURL(/[?&]q=/);
		await page.locator('main li h2', { hasText: event! }).waitFor();
		const count = await page.locator('main li h2').count();
		if (count !== 1) throw new Error(`“${words}” finds ${count} events`);
		if ((await page.getByRole('searchbox').inputValue()) !== words)
			throw new Error('the search is forgotten');
	}
	await visit.open('/?city=nairobi');
	if ((await page.getByLabel('All cities').inputValue()) !== 'Nairobi')
		throw new Error('nairobi is another city than Nairobi');
	await visit.open(`/?q=${'x'.repeat(101)}`);
	await page.getByText('Your search was longer than 100 characters').waitFor();
	await page.getByText('Nothing found.').waitFor();
	await visit.fits();
	await visit.accessible();
}

const odd = [
	'',
	'-1',
	'0',
	'1e9',
	'999999999999999999999',
	'%00',
	'%F0%9F%8E%AB',
	'__proto__',
	'x'.repeat(500),
];
/** Pages with a parameter; each is tried with every odd value, repeated, and as an array. */
const parameters = [
	...['/?q', '/?city', '/?category', '/?after', '/?past', '/audit?event', '/tickets?event', '/sign-in?by'],
	...['/sign-in?next', '/events/1?tier', '/events/1/checkout?tier', '/events/1/checkout?method'],
	'/outbox?before',
];
const forMembers = ['/account?add', '/account?done', '/organizer?after', '/organizer/team?done'];

/** Whatever somebody writes into an address, the page is there and says something. */
export async function oddAddressesArePages(visit: Visit): Promise<void> {
	await answersAll(visit, parameters);
	const member = await Visit.begin(visit.context.browser()!, visit.base);
	await member.open('/sign-in');
	await signInByEmail(member, freshAddress('odd'));
	await answersAll(member, forMembers);
	await member.context.close();
	for (const path of [
		'/events/999',
		'/events/999/checkout',
		'/events/-1',
		'/events/%00',
		`/events/${'x'.repeat(300)}`,
	])
		await saysMissing(visit, path, /^There is no event /);
	await saysMissing(visit, '/orders/1?event=1', 'There is no order 1.');
	await visit.open('/audit?event=999');
	await visit.page.getByText('There is no event 999, so nothing was checked.').waitFor();
	if ((await visit.page.locator('[data-audit]').count()) > 0) throw new Error('another event was checked');
	await visit.accessible();
	visit.forgive(/404/);
}

async function answersAll({ page, base }: Visit, paths: string[]): Promise<void> {
	for (const path of paths) {
		const [name] = path.split('?')[1]!.split('=');
		const queries = [
			...odd.map((value) => `${path}=${value}`),
			`${path}=1&${name}=2`,
			`${path}[]=1`,
			`${path}[a]=1`,
		];
		for (const query of queries) {
			const answer = await page.request.get(new URL(query, base).href);
			const text = await answer.text();
			if (answer.status() !== 200 || !text.includes('<h1') || text.includes('[object Object]'))
				throw new Error(`${query.slice(0, 80)} answers ${answer.status()}`);
		}
	}
}

async function saysMissing(visit: Visit, path: string, words: string | RegExp): Promise<void> {
	await visit.open(path);
	await visit.reads(words);
	await visit.fits();
	const answer = await visit.page.request.get(new URL(path, visit.base).href);
	if (answer.status() !== 404) throw new Error(`${path} answers ${answer.status()}`);
}
