import type { PassaFile } from '#scripts/passa-file.ts';
import { bringWallet, buyByCommand, command } from './ticket-holder.ts';
import type { Visit } from './visit.ts';

/** The pages of a ticket's life fit and are accessible: both languages, light and dark, narrow and wide. */
export async function ticketLayouts(visit: Visit, passa: PassaFile, dataDir: string): Promise<void> {
	const { page, context, base } = visit;
	const paths = await pathsOfLife(visit, passa, dataDir);
	for (const [lang, colorScheme, widths] of [
		['en', 'light', [390, 1280]],
		['sw', 'dark', [320]],
	] as const) {
		await context.addCookies([{ name: 'lang', value: lang, url: base }]);
		await page.emulateMedia({ colorScheme });
		for (const width of widths) {
			await page.setViewportSize({ width, height: 900 });
			for (const path of paths) {
				await visit.open(path);
				await visit.unfold();
				await visit.fits();
				await visit.losesNoPress();
				await visit.accessible();
			}
		}
	}
}

async function pathsOfLife(visit: Visit, passa: PassaFile, dataDir: string): Promise<string[]> {
	const resale = await buyByCommand(passa, dataDir, { event: 2, qty: 2 });
	const back = await buyByCommand(passa, dataDir, { event: 3 });
	const { id, tickets } = resale.order;
	const listing = ['--order', id, '--event', '2', '--ticket', '2', '--do', 'list', '--price', '6'];
	await command('ticket.ts', dataDir, listing);
	await bringWallet(visit, resale.wallet);
	const deed = (order: string, event: number, number: number, name: string) =>
		`/orders/${order}/tickets/${number}?event=${event}&do=${name}`;
	return [
		resale.path,
		deed(id, 2, 1, 'sell'),
		deed(id, 2, 2, 'unlist'),
		deed(id, 2, 1, 'send'),
		deed(back.order.id, 3, 1, 'send'),
		deed(back.order.id, 3, 1, 'refund'),
		'/events/2',
		`/events/2/resale/${tickets[1]!.id}`,
		`/events/2/resale/${tickets[0]!.id}`,
	];
}
