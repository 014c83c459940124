import { readFileSync } from 'node:fs';
import type { PassaFile } from '#scripts/passa-file.ts';
import type { Visit } from './visit.ts';

/** The audit runs in the browser, directly from the RPC. It is green and includes the order that was just bought. */
export async function auditIsGreen(visit: Visit, { events, rpc }: PassaFile): Promise<void> {
	const { page } = visit;
	await strangerIsNotGoing(visit);
	await visit.open('/audit?event=1');
	const result = page.locator('[data-audit]');
	await result.waitFor({ timeout: 30_000 });
	const value = await result.getAttribute('data-audit');
	if (value !== 'green')
		throw new Error(`the audit is ${value}: ${await page.locator('main').textContent()}`);
	if ((await page.locator('[data-anchor]').getAttribute('data-anchor')) !== 'unanchored')
		throw new Error('the page claims a second source, but the audit read one');
	if ((await page.locator('[data-verdict][data-state=holds]').count()) !== 4)
		throw new Error('not all four verdicts hold');
	await page.locator('[data-anchor] time').first().waitFor();
	await page.locator('[data-verdict=splitsKept]').getByText(/\d%/).waitFor();
	await visit.unfold();
	await visit.fits();
	await visit.accessible();
	await expectDownload(visit, 'Sales as a table (CSV)', /^closed_at,ledger,transaction/);
	await auditedEvidence(visit);
	await page
		.getByRole('link', { name: /^Transaction / })
		.first()
		.click();
	await page.locator('[data-applied=true]').waitFor({ timeout: 30_000 });
	await page
		.locator('[data-story]')
		.getByText(/^Tickets for .* KES/)
		.waitFor({ timeout: 30_000 });
	await page
		.getByText(/USDC moved/)
		.first()
		.waitFor();
	await visit.accessible();
	await visit.fits();
	await visit.open(`/transactions/${'ab'.repeat(32)}`);
	await page.locator('[data-missing=TRANSACTION_NOT_FOUND]').waitFor();
	await lostLedgerIsNamed(visit, rpc);
	await cutAuditIsExplained(visit, rpc);
	await visit.open(`/audit?event=${events.find(({ no }) => no === 1)!.address}`);
	if ((await page.locator('main select').inputValue()) !== '1')
		throw new Error('an event that is asked for by its address is not the one that is chosen');
}

/** The node keeps nothing before its newest ledgers: the page names the ledger that is gone, and where it can be checked. */
async function lostLedgerIsNamed(visit: Visit, rpc: string): Promise<void> {
	const { page } = visit;
	const all = (url: URL): boolean => url.origin === new URL(rpc).origin;
	await page.route(all, async (route) => {
		const response = await route.fetch();
		const answer = (await response.json()) as { result?: { status?: string; oldestLedger?: number } };
		if (answer.result?.status === 'NOT_FOUND') answer.result.oldestLedger = 3;
		await route.fulfill({ response, json: answer });
	});
	await visit.open(`/transactions/${'ab'.repeat(32)}?ledger=2`);
	await page.locator('[data-missing=HISTORY_CUT]').waitFor({ timeout: 30_000 });
	await page.getByText('This is too old to show here: it is in ledger 2').waitFor();
	await namesNoCommand(visit);
	await visit.accessible();
	// The control: a ledger that it keeps.
	await visit.open(`/transactions/${'ab'.repeat(32)}?ledger=3`);
	await page.locator('[data-missing=TRANSACTION_NOT_FOUND]').waitFor({ timeout: 30_000 });
	await page.unroute(all);
}

/** A fan reads sentences: commands and codes are on the audit page. */
async function namesNoCommand({ page }: Visit): Promise<void> {
	const text = (await page.locator('main').textContent()) ?? '';
	const [found] = text.match(/npm |npx | --[a-z]|[A-Z]{3,}_[A-Z]{2,}/) ?? [];
	if (found) throw new Error(`${page.url()} shows “${found}” to fans`);
}

/**
 * The node keeps only newer events: Passa's index gives the list, and the page says so. Where it gives none, an auditor reads by which
 * commands the audit still runs. No option is broken.
 */
async function cutAuditIsExplained(visit: Visit, rpc: string): Promise<void> {
	const { page } = visit;
	const isRpc = (url: URL): boolean => url.origin === new URL(rpc).origin;
	await page.route(isRpc, async (route) => {
		const response = await route.fetch();
		const json = (await response.json()) as { result?: Record<string, unknown> };
		if (json.result?.events)
			json.result = { ...json.result, events: [], oldestLedger: json.result.latestLedger };
		await route.fulfill({ response, json });
	});
	await page.setViewportSize({ width: 320, height: 640 });
	await visit.open('/audit?event=1');
	await page.locator('[data-kept]').waitFor({ timeout: 30_000 });
	await page.locator('[data-audit=green]').waitFor();
	await visit.fits();
	await visit.accessible();
	const isEvidence = (url: URL): boolean => url.pathname.endsWith('/evidence');
	await page.route(isEvidence, (route) => route.fulfill({ status: 503, json: {} }));
	await visit.open('/audit?event=1');
	const failure = page.locator('[data-failure=HISTORY_CUT]');
	await failure.waitFor({ timeout: 30_000 });
	for (const option of ['--events FILE', '--rpc ADDRESS'])
		await failure.locator('[data-command]').filter({ hasText: option }).waitFor();
	await commandsAreWhole(visit);
	await visit.accessible();
	visit.forgive(/503/);
	await page.unroute(isRpc);
	await page.unroute(isEvidence);
	await visit.open('/audit?event=1');
	await page.locator('[data-audit]').waitFor({ timeout: 30_000 });
	await commandsAreWhole(visit);
	await page.setViewportSize({ width: 390, height: 844 });
}

async function commandsAreWhole(visit: Visit): Promise<void> {
	const lines = await visit.page
		.locator('[data-command] span')
		.evaluateAll((parts) => parts.map((part) => part.getClientRects().length));
	if (lines.length === 0 || lines.some((count) => count !== 1))
		throw new Error(`a command is broken: ${lines}`);
	await visit.fits();
}

/** The text of the evidence file that the page saves. */
export const auditedEvidence = (visit: Visit): Promise<string> =>
	expectDownload(visit, 'All evidence (JSON)', /"topic"/);

/** Presses a button and checks the file that it downloads. */
async function expectDownload({ page }: Visit, name: string, holds: RegExp): Promise<string> {
	const [download] = await Promise.all([
		page.waitForEvent('download'),
		page.getByRole('button', { name }).click(),
	]);
	const text = readFileSync(await download.path(), 'utf8');
	if (!holds.test(text ?? '')) throw new Error(`${name} begins with ${text.slice(0, 80)}`);
	return text;
}

/** Somebody else with the order's link reads what became of the money, and nothing that speaks to its buyer. */
async function strangerIsNotGoing(visit: Visit): Promise<void> {
	const stranger = await visit.another();
	await stranger.open(visit.orderUrl);
	await stranger.reads('Where the money went');
	const text = await stranger.page.locator('main').textContent();
	if (/You're going|Of your|Your KES/.test(text ?? ''))
		throw new Error('a stranger reads that the order is theirs');
	await stranger.accessible();
	await stranger.page.context().close();
}
