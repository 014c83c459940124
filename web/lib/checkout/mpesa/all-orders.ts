type OwnOrder = { reference: string; token: string; createdAt: string };
export type OwnOrders = { items: OwnOrder[]; chainOrders: { event: number; order: string }[] };

/** 50 orders each: a person with more of them is a machine, whose page must still end. */
const mostPages = 40;

/** Each order once, since one may move to a later page while pages are read. `read`: a page; null: there is no answer. */
export async function allOrders(
	read: (cursor: string | null) => Promise<(OwnOrders & { next: string | null }) | null>,
): Promise<OwnOrders> {
	const items = new Map<string, OwnOrder>();
	const chainOrders = new Map<string, OwnOrders['chainOrders'][number]>();
	let cursor: string | null = null;
	for (let i = 0; i < mostPages; i++) {
		const page: Awaited<ReturnType<typeof read>> = await read(cursor);
		for (const each of page?.items ?? []) items.set(each.reference, each);
		for (const each of page?.chainOrders ?? []) chainOrders.set(`${each.event} ${each.order}`, each);
		cursor = page?.next ?? null;
		if (cursor === null) break;
	}
	return { items: [...items.values()], chainOrders: [...chainOrders.values()] };
}
