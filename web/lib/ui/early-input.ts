type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

/** Fields whose value is the page's, not the person's. */
const ownTypes = new Set(['hidden', 'submit', 'button', 'reset', 'image', 'file']);

/**
 * Remembers what a person entered before the page's scripts ran, or what the browser restored. Hydration would put the
 * server's values back. Called before the page hydrates; the result, called afterwards, restores the fields and tells
 * their components by the events of a person's input.
 */
export function rememberEarlyInput(page: ParentNode): () => void {
	const fields = [...page.querySelectorAll<Field>('input, textarea, select')];
	const restores = fields.map(restoreOf).filter((restore) => restore !== null);
	const opened = [...page.querySelectorAll('details')].filter(({ open }) => open);
	return () => {
		for (const restore of restores) restore();
		for (const details of opened) details.open = true;
	};
}

/** How to put back what the field holds now; null where it holds what the server sent. */
function restoreOf(field: Field): (() => void) | null {
	if (field instanceof HTMLSelectElement) {
		const { selectedIndex } = field;
		if (selectedIndex === selectedByServer(field)) return null;
		return () => enter(field, () => (field.selectedIndex = selectedIndex));
	}
	if (field.type === 'checkbox' || field.type === 'radio') return restoreChecked(field as HTMLInputElement);
	const { value } = field;
	if (ownTypes.has(field.type) || value === field.defaultValue) return null;
	return () => enter(field, () => (field.value = value));
}

/** Of radio buttons only the chosen one counts: it unchecks the others. */
function restoreChecked(field: HTMLInputElement): (() => void) | null {
	const { checked } = field;
	if (checked === field.defaultChecked || (field.type === 'radio' && !checked)) return null;
	return () => enter(field, () => (field.checked = checked));
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
