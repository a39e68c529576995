// Loads the browser's half of a page, and starts it. Which one stands in the page: the server wrote the addresses.
const { js, wasm, start } = document.querySelector("script[data-wasm]").dataset;
const half = await import(js);
await half.default({ module_or_path: wasm });
half[start]();
