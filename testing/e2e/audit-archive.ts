import type { PassaFile } from '#scripts/passa-file.ts';
import {
	type ArchiveLie,
	changesRecords,
	honest,
	lyingArchive,
	rechained,
	refuses,
} from '#testing/proxies/lying-archive.ts';
import { auditedEvidence } from './audit.ts';
import type { Visit } from './visit.ts';

/**
 * A deployment that names a history archive: the page compares the node's ledger with it, says what it has, and is not
 * green where it has another one. A saved file is compared on request.
 */
export async function anchoredByArchive(visit: Visit, { rpc }: PassaFile): Promise<void> {
	const { page } = visit;
	const archive = await lyingArchive(rpc, readable(refuses(503)));
	// A page that the test answers is of no address, so that Chromium asks before it calls this machine.
	await visit.context.grantPermissions(['local-network-access']);
	const configured = (url: URL): boolean => url.pathname === '/audit';
	await page.route(configured, async (route) => {
		const response = await route.fetch();
		const { 'content-encoding': _packed, 'content-length': _length, ...headers } = response.headers();
		const policy = headers['content-security-policy']?.replace("connect-src 'self'", `$& ${archive.url}`);
		const body = (await response.text()).replace('archives:[]', `archives:["${archive.url}"]`);
		if (!body.includes(archive.url)) throw new Error('the page has no list of archives');
		await route.fulfill({ response, headers: { ...headers, 'content-security-policy': policy! }, body });
	});
	try {
		await visit.open('/audit?event=1');
		await answers(visit, 'unknown', 'ARCHIVE_BUSY');
		await expectLabel(visit, 'unanchored');
		await page.locator('[data-audit=green]').waitFor();
		visit.forgive(/503/);
		await publishCheckpoint(rpc);
		archive.behave(readable(honest));
		await visit.open('/audit?event=1');
		await answers(visit, 'agrees');
		await expectLabel(visit, 'anchored');
		await page.locator('[data-audit=green]').waitFor();
		await page.locator('[data-steps] li').nth(2).waitFor();
		await visit.fits();
		await visit.accessible();
		const saved = await auditedEvidence(visit);
		await openFile(visit, saved);
		await expectLabel(visit, 'unanchored');
		await page.locator('[data-ask-archives]').click();
		await answers(visit, 'agrees');
		await expectLabel(visit, 'unanchored');
		await asksWhetherCurrent(visit, rpc);
		await expectLabel(visit, 'anchored');
		archive.behave(readable(changesRecords('ledger', (all) => rechained(all, 0))));
		await visit.open('/audit?event=1');
		await answers(visit, 'differs');
		await page.locator('[data-audit=red]').waitFor();
		await expectLabel(visit, 'unanchored');
		await page.locator('[data-check=archive_ledger] .text-bad').first().waitFor();
		await visit.fits();
		await visit.accessible();
	} finally {
		await page.unroute(configured);
		await visit.context.clearPermissions();
		await archive.close();
	}
}

/** A file says that it cannot know whether it is up to date; a node that fails keeps the result, and one that answers is named. */
async function asksWhetherCurrent(visit: Visit, rpc: string): Promise<void> {
	const { page } = visit;
	const isRpc = (url: URL): boolean => url.origin === new URL(rpc).origin;
	const age = page.locator('[data-file-age]');
	await age.and(page.locator('[data-file-age=unasked]')).waitFor();
	await page.route(isRpc, (route) => route.abort());
	await page.locator('[data-ask-node]').click();
	await age.locator('[data-failure]').waitFor({ timeout: 60_000 });
	await page.locator('[data-audit=green]').waitFor();
	visit.forgive(/ERR_FAILED/);
	await page.unroute(isRpc);
	await page.locator('[data-ask-node]').click();
	await page.locator('[data-file-age=current]').getByText(new URL(rpc).host).waitFor({ timeout: 30_000 });
	await visit.fits();
	await visit.accessible();
}

/** Pages of another origin may read it. */
const readable =
	(lie: ArchiveLie): ArchiveLie =>
	(path, answer) => {
		const found = lie(path, answer);
		return found && { ...found, headers: { ...found.headers, 'access-control-allow-origin': '*' } };
	};

/** Closes as many ledgers as a checkpoint has. */
async function publishCheckpoint(rpc: string): Promise<void> {
	const call = { jsonrpc: '2.0', id: 1, method: 'localnet_close', params: { count: 64 } };
	await fetch(rpc, { method: 'POST', body: JSON.stringify(call) });
}

async function answers({ page }: Visit, state: string, fault?: string): Promise<void> {
	const shown = page.locator(`[data-archive=${state}]${fault ? `[data-fault=${fault}]` : ''}`);
	await shown.waitFor({ timeout: 30_000 });
}

async function expectLabel({ page }: Visit, wanted: string): Promise<void> {
	const label = await page.locator('[data-anchor]').getAttribute('data-anchor');
	if (label !== wanted) throw new Error(`the page is ${label}, not ${wanted}`);
}

async function openFile({ page }: Visit, text: string): Promise<void> {
	await page.locator('details:has([data-evidence-file]) summary').click();
	const buffer = Buffer.from(text);
	await page
		.locator('[data-evidence-file]')
		.setInputFiles({ name: 'evidence.json', mimeType: 'application/json', buffer });
	await page.locator('[data-audit]').waitFor({ timeout: 30_000 });
}
