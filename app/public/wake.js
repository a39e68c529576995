// Loads the browser's half of a page, and starts it. Which one stands in the page: the server wrote the addresses.
const { js, wasm, start } = document.querySelector("script[data-wasm]").dataset;

async function load() {
  const half = await import(js);
  await half.default({ module_or_path: wasm });
  return half;
}

// Whoever leaves meanwhile, or whose line breaks, has forms that work without it.
const half = await load().catch((error) => console.warn(String(error)));
half?.[start]();
