type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

/** Fields whose value is the page's, not the person's. */
const ownTypes = new Set(['hidden', 'submit', 'button', 'reset', 'image', 'file']);

/** What the page of a document had before its scripts ran. */
let first: (() => void) | null = null;

/**
 * Remembers what a person entered before the page's scripts ran, or what the browser restored. Hydration would put the
 * server's values back. Called before the page hydrates; the result, called afterwards, restores the fields and tells
 * their components by the events of a person's input. A page that a browser has translated by then cannot be hydrated:
 * Svelte empties it and builds it again, so the first call counts, and fields are found again by their names.
 */
export function rememberEarlyInput(page: ParentNode): () => void {
	first ??= remember(page);
	return first;
}

function remember(page: ParentNode): () => void {
	const restores = [...fieldsByName(page)].flatMap(([name, field]) => {
		const restore = restoreOf(field);
		return restore ? [{ name, field, restore }] : [];
	});
	const opened = [...page.querySelectorAll('details')].flatMap(({ open }, i) => (open ? [i] : []));
	const focused = [...fieldsByName(page)].find(([, field]) => field === document.activeElement)?.[0];
	return () => {
		const details = page.querySelectorAll('details');
		for (const i of opened) if (details[i]) details[i].open = true;
		const now = fieldsByName(page);
		for (const { name, field, restore } of restores) {
			const current = field.isConnected ? field : now.get(name);
			if (current) restore(current);
		}
		const at = focused === undefined ? undefined : now.get(focused);
		if (document.activeElement === document.body) at?.focus({ preventScroll: true });
	};
}

/** Each field by a name that the same page gives it again. */
function fieldsByName(page: ParentNode): Map<string, Field> {
	const found = new Map<string, Field>();
	for (const field of page.querySelectorAll<Field>('input, textarea, select')) {
		const isChoice = field.type === 'checkbox' || field.type === 'radio';
		const name = `${field.tagName}\n${field.name || field.id}\n${isChoice ? field.value : ''}`;
		let key = name;
		for (let i = 1; found.has(key); i++) key = `${name}\n${i}`;
		found.set(key, field);
	}
	return found;
}

type Restore = (field: Field) => void;

/** How to put back what the field holds now; null if it holds what the server sent. */
function restoreOf(field: Field): Restore | null {
	if (field instanceof HTMLSelectElement) {
		const { selectedIndex } = field;
		if (selectedIndex === selectedByServer(field)) return null;
		return (at) => enter(at, () => ((at as HTMLSelectElement).selectedIndex = selectedIndex));
	}
	if (field.type === 'checkbox' || field.type === 'radio') return restoreChecked(field as HTMLInputElement);
	const { value } = field;
	if (ownTypes.has(field.type) || value === field.defaultValue) return null;
	return (at) => enter(at, () => (at.value = value));
}

/** Of radio buttons only the chosen one counts: it unchecks the others. */
function restoreChecked(field: HTMLInputElement): Restore | null {
	const { checked } = field;
	if (checked === field.defaultChecked || (field.type === 'radio' && !checked)) return null;
	return (at) => enter(at, () => ((at as HTMLInputElement).checked = checked));
}

function selectedByServer({ options }: HTMLSelectElement): number {
	return Math.max(
		0,
		[...options].findLastIndex(({ defaultSelected }) => defaultSelected),
	);
}

/** A choice that the page no longer offers is not made. */
function enter(field: Field, set: () => void): void {
	if (!field.isConnected || field.matches(':disabled')) return;
	set();
	for (const type of ['input', 'change']) field.dispatchEvent(new Event(type, { bubbles: true }));
}
