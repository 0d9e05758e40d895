/* Tells Streamlit's page its own address, found in this script's: without it, a shared link such as /carte makes
 * it ask /carte/_stcore/health first, which does not exist. */
window.__streamlit = { BACKEND_BASE_URL: document.currentScript.src.replace(/vendor\/carte\/base\.js.*$/, "") };
