"""What the framework's scripts could say in English and no visitor of ours meets, and why."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

LOADED: Final = (
    "ArrowVegaLiteChart", "ButtonGroup", "Checkbox", "ComponentInstance", "DateInput", "DownloadButton", "DynamicIcon",
    "ErrorElement", "FileUploader", "Html", "Icon", "Input", "InputInstructions", "LiveAnnouncer", "Multiselect",
    "NumberInput", "PageLink", "ProgressBar", "Radio", "Selectbox", "Slider", "Spinner", "StreamlitMarkdown", "Text",
    "TextArea", "TextField", "TextInput", "Toolbar", "Tooltip", "WidgetLabel", "WidgetLabelHelpIcon", "index",
    "requiredField", "useCopyToClipboard", "useFloatingOverlay", "useFormValidation", "utils",
    "withFullScreenWrapper",
)  # fmt: skip
"""Beginning of the names of the framework's own scripts that our pages load (`test_french.py` in Chromium checks)."""

NOT_MET: Final[dict[str, tuple[str, ...]]] = {
    "a pair of dates: our pages ask for one at a time": (
        "Clear dates", "Choose date range", "Date range", "Quick select a date range", "Select...",
        "${ce} start date", "${ce} end date",
        "Use arrow keys to navigate dates. Enter to select. Escape to close.",
    ),
    "buttons on charts, hidden by frame.css": (
        "Show chart", "Show data", "Download as PNG", "Copied!", "Copy Vega-Lite spec", "Fullscreen",
        "Close fullscreen", "Copied", "Copy to clipboard",
    ),
    "the framework's bar (state, menu, deployment, recording), hidden by frame.css": (
        "Running...", "Stopping...", "Stop", "File change.", "Rerun", "Always rerun", "Auto rerun", "Clear cache",
        "Print", "Report a bug", "Get help", "About", "System", "Light", "Dark", "Theme", "Main menu",
        "Made with Streamlit v", "Copy version to clipboard", "Deploy", "Unable to deploy",
        "This Git tree is in a detached HEAD state.",
        "Please commit the latest changes and push to GitHub to continue.",
        "The app’s code is not connected to a remote GitHub repository. To deploy on Streamlit Community Cloud, please "
        "put your code in a GitHub repository and publish the current branch. Read more in",
        "Deploy this app using...", "Streamlit Community Cloud", "For community, always free",
        "For personal hobbies and learning", "Deploy unlimited public apps",
        "Explore and learn from Streamlit’s community and popular apps", "Deploy now", "Learn more", "Snowflake",
        "For enterprise", "Enterprise-level security, support, and fully managed infrastructure",
        "Deploy unlimited private apps with role-based sharing", "Integrate with Snowflake’s full data stack",
        "Start trial", "Other platforms", "For custom deployment ", "Deploy on your own hardware or cloud service",
        "Set up and maintain your own authentication, resources, and costs", "Clear caches", "Cancel",
        "Record a screencast",
        "This will record a video with the contents of your screen, so you can easily share what you're seeing with "
        "others.",
        "Also record audio", "Start recording!", "Alien Monster",
        "Due to limitations with some browsers, this feature is only supported on recent desktop versions of Chrome, "
        "Firefox, and Edge.",
        "Next steps", "Step 1", "Preview your video below:", "Step 2", "Save video to disk",
        "This video is encoded in the", "Step 3",
        "Share your video with the world on Twitter, LinkedIn, YouTube, or just plain email!", "Happy",
        "Expand sidebar", "App Logo", "Logo", "Navigate to home page", "App pages", "(opens in new tab)",
    ),
    "skills for agents that write code: offered on the developer's own machine, in the hidden bar": (
        "Failed to install skills.", "Installing…", "Skills installed", "Couldn't install skills",
        "Help agents write better apps", "Don't show again", "Couldn’t install skills. ${s}",
        "Install Streamlit’s skills so your AI assistant can fix errors like this.", "Retry", "Install skills",
        "Install", "Connection lost. Please wait for the app to reconnect, then try again.",
    ),
    "details of an error, left out by client.showErrorDetails and showErrorLinks": (
        "Traceback:", "Copy", "Ask Google", "Ask ChatGPT", "No message",
    ),
    "the dialog of a lost connection: the workshop's banner, « Connexion perdue, rien n’est perdu », replaces it": (
        "Is Streamlit still running? If you accidentally stopped Streamlit, just restart it in your terminal:",
        "Streamlit server is not responding. Are you connected to the internet?",
        "Cannot connect to Streamlit (HTTP status: 403).\n\nIf you are trying to access a Streamlit app running on "
        "another server, this could be due to the app's [CORS](${rD}) settings.",
        "Connection timed out.", "Connection failed with status ${r}${s?`, and response:`:`.`}", "Try again",
        "Continue anyway", "Unknown error", "Unknown Error",
    ),
    "elements that no page of ours draws": (
        "Chat message from ${a}", "Scroll tabs left", "Scroll tabs right", "No docs available", "View less",
        "View ${x-m} more", "Sidebar", "Collapse sidebar", "Close", "Shortcut ${l}", "Alt", "Ctrl", "Step", "Expander",
        "Failed to retrieve static app protos. Please confirm the id is correct and try again. Given static app id: "
        "${e}",
        'Dialog type "${e.type}" not recognized.', "Drag and drop directories here", "Add: ${n}", "Add: ${M}",
        "Hide password", "Show password", "Add options", "Add an option", "Choose or add options",
        "Choose or add an option", "Streamlit logo", "Back to reference ", "Invalid validate regex: ${e}. Error: "
        "${String(t)}", "${g} Must match pattern: ${e.toString()}", "Invalid input.", "No options to select.",
        "Your app is having trouble loading the **${e}** component.\\nThe app is attempting to load the component "
        "from **${t}**,\\nand hasn't received its \\`Streamlit.setComponentReady()\\` message.\\n\\nIf this is a "
        "development build, have you started the dev server?\\n\\nFor more troubleshooting help, please see the "
        "[Streamlit Component docs](${T}) or visit our [forums](${w}).",
    ),
    "thrown or named inside, never drawn": (
        "Notifications", "Tilde", "Quote", "Apostrophe", "File type must be ${t.length>1?`one of ${t.join(`, `)}",
        "File is larger than ${q(e)}", "File is smaller than ${q(e)}", "Too many files",
        "${e.type} files are not allowed.",
        "You may be attempting to nest <Helmet> components within each other, which is not allowed. Refer to our API "
        "for more information.",
        "Only elements types ${Ii.join(`, `)} are allowed. Helmet does not support rendering <${e.type}> elements. "
        "Refer to our API for more information.",
    ),
}  # fmt: skip

_TEXT: Final = r"`((?:[^`\\$]|\\.|\$\{[^}]*\})*)`"
_SHOWN: Final = (
    re.compile(
        r'(?:children|"aria-label"|label|title|placeholder|alt|message|content|tooltip|name|caption|copyLabel|errorMsg)'
        rf"\s*:\s*\[?(?:[^`{{}};]{{0,60}}?(?:\?|\|\|)\s*)?{_TEXT}(?:\s*:\s*{_TEXT})?"
    ),
    re.compile(rf"\?{_TEXT}:{_TEXT}"),
    re.compile(rf"return{_TEXT}"),
)
"""Where a script writes what is read: a property of an element, one of two texts, what a function gives."""
_PROSE: Final = re.compile(r"^[A-Z(][a-z’']+(?:[ .…:!,)]|$)|[a-z] [a-z]+ |^[A-Z][a-z]+ \$\{|\} [A-Za-z]+ ")
_CODE: Final = re.compile(r"[;{]\s|=>|px|rem\b|\bvar\(|flex|solid")


def texts_of(script: str) -> Iterator[str]:
    """Yield what a script writes where texts are read."""
    for pattern in _SHOWN:
        for found in pattern.finditer(script):
            yield from (text for text in found.groups() if text and _PROSE.search(text) and not _CODE.search(text))


def scripts(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the names and texts of the framework's own scripts that our pages load."""
    for beginning in LOADED:
        for path in sorted(folder.glob(f"{beginning}.*.js")):
            yield path.name, path.read_text(encoding="utf-8")
